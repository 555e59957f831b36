import type { MessageBody } from '../../contracts/topics.ts';
import type { ReceivedOf } from '../../mqtt/envelope.ts';
import type { Said } from '../central/central-link.ts';
import type { Kiosk } from '../kiosk/kiosk.ts';
import type { Notices } from '../../service/notices.ts';
import type { Reference } from '../central/reference.ts';
import type { Slips } from '../paper/slips.ts';
import type { Visits } from '../kiosk/visits.ts';

export interface Listeners {
  readonly visits: Visits;
  readonly slips: Slips;
  readonly kiosk: Kiosk;
  readonly reference: Reference;
  readonly notices: Notices;
}

type Takers = {
  readonly [K in Said]: (body: MessageBody<K>, to: Listeners) => void | Promise<void>;
};

/** Where each message goes; a kind without a row does not compile. Each listener keeps the highest version, so that nothing is hurt by
 *  a repeat. */
const TAKERS: Takers = {
  suggestions: (body, to) => to.visits.news.takeSuggestions(body),
  async pairing(body, to) {
    await to.visits.news.takePairing(body);
    await to.slips.takePairing(body);
  },
  visit: (body, to) => to.visits.news.takeState(body),
  channel: (body, to) => to.visits.news.takeChannelMessage(body),
  promotions: (body, to) => to.reference.takePromotions(body),
  products: (body, to) => to.reference.takeProductsPage(body),
  call: (body, to) => to.kiosk.called(body),
  staff: (body, to) => to.notices.add(body.notice, staffText(body)),
  // No screen shows an inquiry yet.
  'inquiry-reply': () => {},
};

/** Takes what was heard to where it belongs. */
export async function takeFromCentral(message: ReceivedOf<Said>, to: Listeners): Promise<void> {
  await take(message, to);
}

function take<K extends Said>(
  message: { readonly type: K; readonly envelope: { readonly d: MessageBody<K> } },
  to: Listeners,
): void | Promise<void> {
  return TAKERS[message.type](message.envelope.d, to);
}

function staffText(notice: object): string {
  return Object.entries(notice)
    .filter(([name]) => name !== 'notice' && name !== 'atMs')
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join(', ');
}
