import type { TillEvent } from '../contracts/till-event.ts';
import { findDialect } from '../daemon/till/dialects.ts';
import { readCapture } from '../hardware/till/draft/capture.ts';
import { SHIPPED_DIALECTS } from '../hardware/till/dialect.ts';
import { openTillFeed } from '../hardware/till/feed.ts';
import type { TillFeed } from '../hardware/till/feed.ts';
import { command } from './command.ts';
import { readInput } from './io.ts';

/** A pause of a recording after which waiting lines are given out. */
const TICK_MS = 100;
/** Time after the last byte: whatever is open is ended. */
const SILENCE_MS = 4_000_000;

export const decodeCommand = command({
  about:
    "Turns a till's bytes, or a recording, into till events as JSON lines, each with the rule that took it.",
  options: {
    dialect: {
      type: 'text',
      short: 'd',
      value: 'DIALECT',
      required: true,
      about: `how the till speaks: ${SHIPPED_DIALECTS.join(', ')}, or a dialect file`,
    },
    lines: { type: 'flag', about: 'writes for people: rule, event and the line as it was printed' },
  },
  positionals: {
    input: {
      type: 'text',
      value: 'BYTES',
      about: 'bytes, or a file that "pindan capture" wrote; without it standard input',
    },
  },
  example: 'pindan decode --dialect escpos-receipt --lines till.capture',
  async run({ dialect: name, input, lines: forPeople }, io) {
    const dialect = findDialect(name, io.cwd);
    const feed = openTillFeed(dialect);
    const show = (events: readonly TillEvent[]): void => {
      for (const event of events) io.out(forPeople ? line(event, feed) : json(event, feed));
    };
    let nowMs = 0;
    for (const piece of readCapture(await readInput(input, io))) {
      for (; nowMs + TICK_MS < piece.atMs; nowMs += TICK_MS) {
        show(feed.idle(nowMs));
        // A long pause changes nothing after its first minutes.
        if (piece.atMs - nowMs > SILENCE_MS) nowMs = piece.atMs - SILENCE_MS;
      }
      nowMs = Math.max(nowMs, piece.atMs);
      show(feed.push(piece.bytes, piece.atMs));
    }
    show(feed.idle(nowMs + SILENCE_MS));
    const { events, unknownLines, unsupported, overflows, checksumErrors, gaps } = feed.statistics;
    io.err(
      `${dialect.id}: ${events} events, ${unknownLines} unknown lines, ${unsupported} unsupported, ${overflows} overflows, ${checksumErrors} bad lines, ${gaps} gaps`,
    );
    return 0;
  },
});

function json(event: TillEvent, feed: TillFeed): string {
  const rule = feed.ruleOf(event);
  return `${JSON.stringify(rule === undefined ? event : { ...event, rule })}\n`;
}

function line(event: TillEvent, feed: TillFeed): string {
  const { kind, atMs: _atMs, text = '', ...facts } = event;
  const rule = feed.ruleOf(event) ?? '-';
  const what = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`;
  return `${rule.padEnd(18)} ${kind}${what}${text === '' ? '' : `   | ${text}`}\n`;
}
