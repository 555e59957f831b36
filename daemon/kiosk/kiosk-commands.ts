import type { KioskCommand, KioskReply } from '../../contracts/socket.ts';
import type { KioskScreen } from './kiosk-screen.ts';
import { previewSlip } from './preview.ts';
import { productView } from './view.ts';
import type { Changed } from './visits.ts';
import { waitSlip } from './wait-slip.ts';

/** What a page asks for once it has said hello. */
export type Command = Exclude<KioskCommand, { kind: 'hello' }>;
type CommandOf<K extends Command['kind']> = Extract<Command, { readonly kind: K }>;

type Refusal = Extract<KioskReply, { kind: 'refused' }>['reason'];
type Done = Omit<Extract<KioskReply, { kind: 'done' }>, 'kind' | 'id'>;

/** What a command came to: why it was refused, or what the reply carries. */
type Outcome = { readonly refused: Refusal } | Done;

const DONE: Outcome = {};

type Commands = {
  readonly [K in Command['kind']]: (
    screen: KioskScreen,
    command: CommandOf<K>,
  ) => Outcome | Promise<Outcome>;
};

/** One function for each command; a command without a row does not compile. */
const COMMANDS: Commands = {
  identify,
  async scan(screen, { text }) {
    await screen.scan(screen.options.readBarcode(text));
    return DONE;
  },
  search(screen, { text }) {
    const { catalogue } = screen.options.reference.inForce;
    return { products: catalogue.search(text).map(productView) };
  },
  add,
  'set-quantity': async ({ terminal, options }, { line, quantity }) =>
    outcomeOf(await options.visits.setQuantity(terminal, line, quantity)),
  requirements: async ({ terminal, options }, { requirements }) =>
    outcomeOf(await options.visits.require(terminal, requirements)),
  async language(screen, { language }) {
    await screen.switchLanguage(language);
    return DONE;
  },
  answer,
  preview,
  'cancel-pairing': async ({ terminal, options }, { pairing }) =>
    outcomeOf(await options.visits.cancelPairing(terminal, pairing)),
  phrase,
  wait,
  leave,
  // The socket measures what these two say.
  painted: () => DONE,
  alive: () => DONE,
};

/** Does what a page asks for. Call it in the screen's turn. */
export async function runCommand(screen: KioskScreen, command: Command): Promise<KioskReply> {
  const outcome = await run(screen, command);
  const { id } = command;
  return 'refused' in outcome
    ? { kind: 'refused', id, reason: outcome.refused }
    : { kind: 'done', id, ...outcome };
}

function run<K extends Command['kind']>(
  screen: KioskScreen,
  command: CommandOf<K>,
): Outcome | Promise<Outcome> {
  return COMMANDS[command.kind](screen, command);
}

function outcomeOf(changed: Changed): Outcome {
  return changed === 'done' ? DONE : { refused: changed };
}

async function identify(screen: KioskScreen, { as }: CommandOf<'identify'>): Promise<Outcome> {
  const { terminal, options } = screen;
  if (as.kind === 'wait-number') {
    return outcomeOf(await options.visits.comeBack(terminal, as.number));
  }
  const card = as.kind === 'card' ? options.hashCard(as.card) : undefined;
  await options.visits.identify(terminal, card, screen.language);
  return DONE;
}

async function add(
  { terminal, options }: KioskScreen,
  { product: code }: CommandOf<'add'>,
): Promise<Outcome> {
  const product = options.reference.inForce.catalogue.byCode(code);
  if (product === undefined || product.sensitive) return { refused: 'no-such-product' };
  return outcomeOf(await options.visits.add(terminal, { product, source: 'planned' }));
}

async function answer(
  { terminal, options }: KioskScreen,
  command: CommandOf<'answer'>,
): Promise<Outcome> {
  // Central alone decides; an answer that waits in the outbox would only come back as "expired".
  if (!options.isCentralOnline()) return { refused: 'central-away' };
  return outcomeOf(await options.visits.answer(terminal, command.suggestion, command.answer));
}

function preview(screen: KioskScreen, { suggestion: id }: CommandOf<'preview'>): Outcome {
  const record = screen.visit;
  const suggestion = record?.suggestions?.suggestions.find((one) => one.suggestion === id);
  if (record === undefined || suggestion === undefined) return { refused: 'no-such-suggestion' };
  return {
    svg: screen.picture(previewSlip(record, suggestion, screen.options.venue), 'preview'),
  };
}

async function phrase(
  { terminal, options }: KioskScreen,
  command: CommandOf<'phrase'>,
): Promise<Outcome> {
  const message = await options.visits.phrase(terminal, command.channel, command.phrase);
  if (message === undefined) return { refused: 'no-visit' };
  try {
    await options.sendToChannel(message);
  } catch {
    return { refused: 'central-away' };
  }
  return DONE;
}

async function wait(screen: KioskScreen): Promise<Outcome> {
  const { visits, slips, venue, now } = screen.options;
  const record = await visits.wait(screen.terminal);
  if (record?.waitNumber === undefined) return { refused: 'no-visit' };
  const { waitNumber } = record;
  const slip = waitSlip(record, waitNumber, venue, now());
  screen.forget();
  await slips.printWaitSlip(slip);
  return { waitNumber };
}

async function leave(screen: KioskScreen): Promise<Outcome> {
  const changed = await screen.options.visits.leave(screen.terminal);
  screen.forget();
  return changed === 'no-visit' ? DONE : outcomeOf(changed);
}
