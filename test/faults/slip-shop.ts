import { draw } from '../../contracts/testing/draw.ts';
import type { PrinterConfiguration } from '../../contracts/configuration.ts';
import { PairingForMember } from '../../contracts/pairing.ts';
import { topicOf } from '../../contracts/topics.ts';
import { VenueId } from '../../contracts/ids.ts';
import { openNotices } from '../../service/notices.ts';
import { Outbox } from '../../daemon/central/outbox.ts';
import { openPrinterDevice } from '../../daemon/paper/printers.ts';
import type { PrinterDevice } from '../../daemon/paper/printers.ts';
import { DAEMON_SCHEMA } from '../../daemon/box/schema.ts';
import { Slips } from '../../daemon/paper/slips.ts';
import type { openLink } from '../../hardware/link/link.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import { arrive, BOX, food, happen, openShop, reply, visitOf } from '../../matcher/testing/shop.ts';
import { openEnvelope } from '../../mqtt/envelope.ts';
import { openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import type { VirtualPrinter } from '../simulators/printer.ts';

const VENUE = VenueId.parse('corner');
/** As the box looks at waiting jobs without being asked. */
const KICK_EVERY_MS = 5000;

/** One member's printer: what the box holds, and the machine at the far end. */
export interface MembersPrinter {
  readonly configuration: PrinterConfiguration;
  readonly virtual: VirtualPrinter;
  readonly openLink?: typeof openLink;
}

/** Ann and Bob are paired in a shop whose matcher, slip journal, outbox and printer drivers are the real ones; only the network between
 *  box and central is a function call, and the printers are virtual. */
export interface SlipShop {
  /** Both accept: their slips go to their printers. */
  pair(): void;
  /** No slip waits or is under way. */
  readonly isIdle: boolean;
  /** How Ann's and Bob's slips were reported, in order. */
  readonly reports: readonly {
    readonly who: string;
    readonly code: string;
    readonly outcome: string;
  }[];
  /** Codes that this member could use now. */
  goodCodes(who: string): readonly string[];
  /** Good codes of this member that can be read on paper now: those that somebody could use. */
  goodOnPaper(who: string): readonly string[];
  close(): Promise<void>;
}

export function openSlipShop(printers: Readonly<Record<'ann' | 'bob', MembersPrinter>>): SlipShop {
  const shop = openShop();
  const { db } = openDatabase(':memory:', DAEMON_SCHEMA);
  const commit = groupCommit(db);
  const outbox = new Outbox({
    db,
    commit,
    venue: VENUE,
    dev: BOX,
    limitBytes: 1e9,
    now: Date.now,
    random: draw,
  });
  const names = ['ann', 'bob'] as const;
  const nameOf = (visit: string): 'ann' | 'bob' => (visit === visitOf('ann') ? 'ann' : 'bob');
  const reports: { who: string; code: string; outcome: string }[] = [];
  const devices = new Map<'ann' | 'bob', PrinterDevice>();
  const slips = new Slips({
    db,
    commit,
    outbox,
    printerFor: (slip) => (slip.kind === 'test' ? undefined : devices.get(nameOf(slip.visit))),
    // The matcher's clock stands still: no pairing runs out while a printer is repaired.
    now: () => shop.nowMs,
    onChange: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  for (const name of names) {
    const { configuration, openLink } = printers[name];
    devices.set(
      name,
      openPrinterDevice(configuration, {
        notices: openNotices(Date.now, () => undefined),
        now: Date.now,
        onChange: () => slips.kick(),
        ...(openLink === undefined ? {} : { openLink }),
      }),
    );
  }
  const timer = setInterval(() => slips.kick(), KICK_EVERY_MS);

  function toBox(messages: readonly MatcherMessage[]): void {
    for (const message of messages) {
      if (message.kind !== 'pairing') continue;
      const wire: unknown = JSON.parse(JSON.stringify(message.value));
      void slips.takePairing(PairingForMember.parse(wire));
    }
  }

  let seen = 0;
  outbox.onAppended(() => {
    for (const row of outbox.after(outbox.boot, seen, 100)) {
      seen = row.seq;
      const opened = openEnvelope(topicOf('slip', { venue: VENUE, dev: BOX }), row.message);
      if (opened.kind !== 'message' || opened.message.type !== 'slip') continue;
      const report = opened.message.envelope.d;
      reports.push({ who: nameOf(report.visit), code: report.code, outcome: report.outcome });
      toBox(happen(shop, { kind: 'slip-reported', ...report }));
    }
  });

  const goodCodes = (who: string): readonly string[] =>
    [...shop.state.codes]
      .filter(([, record]) => record.visit === visitOf(who) && record.state === 'good')
      .map(([code]) => code);

  return {
    pair() {
      arrive(shop, 'ann', { lines: [food(12_000)] });
      arrive(shop, 'bob', { lines: [food(9000)] });
      toBox(reply(shop, 'ann', 'accept'));
      toBox(reply(shop, 'bob', 'accept'));
    },
    get isIdle() {
      return slips.waiting === 0;
    },
    reports,
    goodCodes,
    goodOnPaper: (who) => {
      const printed = names.flatMap((name) => printers[name].virtual.pages.flatMap(codesOn));
      return goodCodes(who).filter((code) => printed.includes(code));
    },
    async close() {
      clearInterval(timer);
      for (const device of devices.values()) await device.close();
      db.close();
    },
  };
}

/** Every pairing code that a scanner or a cashier could read on a page, torn or whole. */
export function codesOn(page: VirtualPrinter['pages'][number]): readonly string[] {
  // What is left of a broken command may stand before them on the line.
  const typed = page.lines.flatMap((line) => {
    const digits = line.replaceAll(' ', '');
    return Array.from(digits, (_, at) => digits.slice(at, at + 13)).filter((piece) =>
      /^29\d{11}$/.test(piece),
    );
  });
  // The printer is given twelve digits of an EAN-13; the code that a reader sees begins with them.
  const whole = new Set(typed);
  for (const code of page.codes) whole.add(code.length === 12 ? code + checkDigit(code) : code);
  return [...whole];
}

/** The last digit of an EAN-13, written apart from contracts/. */
function checkDigit(twelve: string): string {
  let sum = 0;
  for (const [index, digit] of Array.from(twelve).entries())
    sum += Number(digit) * (index % 2 === 0 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}
