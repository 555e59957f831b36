import type { Received } from '../../mqtt/envelope.ts';
import type { Kiosk } from '../kiosk/kiosk.ts';
import type { Notices } from '../operation/notices.ts';
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

/** Takes what central says to where it belongs. Each of them keeps the highest version, so that nothing is hurt by a repeat. */
export async function takeFromCentral(message: Received, to: Listeners): Promise<void> {
  switch (message.type) {
    case 'suggestions':
      return to.visits.takeSuggestions(message.envelope.d);
    case 'pairing':
      await to.visits.takePairing(message.envelope.d);
      return to.slips.takePairing(message.envelope.d);
    case 'visit':
      return to.visits.takeState(message.envelope.d);
    case 'channel':
      return to.visits.takeChannelMessage(message.envelope.d);
    case 'promotions':
      return to.reference.takePromotions(message.envelope.d);
    case 'products':
      return to.reference.takeProductsPage(message.envelope.d);
    case 'call':
      return to.kiosk.called(message.envelope.d);
    case 'staff':
      return to.notices.add(message.envelope.d.notice, staffText(message.envelope.d));
    case 'inquiry-reply':
    case 'ack':
    case 'central':
    case 'device':
    case 'sale':
    case 'ringing':
    case 'till-scan':
    case 'gap':
    case 'visit-opened':
    case 'visit-lines':
    case 'visit-requirements':
    case 'visit-presence':
    case 'answer':
    case 'pairing-cancel':
    case 'slip':
    case 'inquiry':
    case 'connection-request':
    case 'connection-answer':
      // Not for screens and slips: acks and heartbeats end at the link, the rest is what shop boxes say.
      return undefined;
  }
}

function staffText(notice: object): string {
  return Object.entries(notice)
    .filter(([name]) => name !== 'notice' && name !== 'atMs')
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join(', ');
}
