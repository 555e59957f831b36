import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Rules } from '../../central/matching/rules.ts';
import type { MatcherEventBody } from '../../matcher/state/event.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { createMatcher, step } from '../../matcher/step.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';

/** What an auditor who trusts neither process reads from the box's store. */
export interface BoxBooks {
  /** Every sale that was committed together with its outbox row. */
  readonly sales: readonly string[];
  /** Rows that central has not acknowledged yet. */
  readonly waiting: number;
}

export function readBox(folder: string): BoxBooks {
  const db = new Sqlite(join(folder, 'box-1', 'daemon.sqlite'), { readonly: true });
  try {
    return {
      sales: db.prepare<[], string>('SELECT sale FROM sale_seen').pluck().all(),
      waiting: db.prepare<[], number>('SELECT count(*) FROM outbox').pluck().get() ?? 0,
    };
  } finally {
    db.close();
  }
}

/** What the journal tells when it is played from its beginning, event by event. */
export interface JournalBooks {
  /** How often each sale stands in the journal. */
  readonly sales: ReadonlyMap<string, number>;
  /** The largest number of good codes that any member of any pairing had at any moment. */
  readonly mostGoodCodes: number;
  /** Codes that were replaced because a slip was uncertain. */
  readonly reissued: number;
  /** How often each pairing was redeemed. */
  readonly redeemed: ReadonlyMap<string, number>;
}

interface Row {
  readonly record: string;
  readonly at_ms: number;
  readonly seed: number;
  readonly entropy: string;
  readonly body: string;
}

export function readJournal(folder: string): JournalBooks {
  const db = new Sqlite(join(folder, 'central', 'journal.sqlite'), { readonly: true });
  const sales = new Map<string, number>();
  const redeemed = new Map<string, number>();
  let mostGoodCodes = 0;
  let reissued = 0;
  let state: MatcherState | undefined;
  try {
    const rows = db.prepare<[], Row>(
      "SELECT record, at_ms, seed, entropy, body FROM events WHERE record IN ('rules', 'event') ORDER BY id",
    );
    for (const row of rows.all()) {
      if (row.record === 'rules') {
        const { settings, file, known } = JSON.parse(row.body) as Rules;
        state = createMatcher(settings, compilePromotions(file, known), known);
        continue;
      }
      if (state === undefined) throw new Error('an event stands before the first rules');
      const body = JSON.parse(row.body) as MatcherEventBody;
      if (body.kind === 'sale') count(sales, body.sale.sale);
      if (body.kind === 'slip-reported' && body.outcome === 'uncertain') reissued += 1;
      const { messages } = step(state, {
        atMs: row.at_ms,
        seed: row.seed,
        entropy: row.entropy,
        body,
      });
      for (const message of messages) {
        if (message.kind === 'redeemed') count(redeemed, message.pairing);
      }
      mostGoodCodes = Math.max(mostGoodCodes, goodCodes(state));
    }
  } finally {
    db.close();
  }
  return { sales, mostGoodCodes, reissued, redeemed };
}

/** The most good codes that one member of one pairing has now. */
function goodCodes(state: MatcherState): number {
  const good = new Map<string, number>();
  for (const code of state.codes.values()) {
    if (code.state === 'good') count(good, `${code.pairing} ${code.visit}`);
  }
  return Math.max(0, ...good.values());
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
