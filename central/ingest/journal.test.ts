import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { Fault } from '../../contracts/fault.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Entry } from './journal-write.ts';
import { sale } from '../testing/messages.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'pindan-journal-'));
  closers.push(() => rmSync(dir, { recursive: true }));
  return join(dir, 'journal.sqlite');
}

function open(path: string, nowMs = 1_790_000_000_000): Journal {
  const journal = openJournal(path, `owner ${draw()}`, nowMs);
  closers.push(() => journal.close());
  return journal;
}

const entry = (body: unknown, seq: number): Entry => ({
  record: 'event',
  atMs: 1_790_000_000_000 + seq,
  seed: seq,
  entropy: 'e',
  body,
  origin: { dev: 'box-1', boot: 7, seq },
});

describe('the journal', () => {
  test('who was replaced writes nothing: the epoch is checked inside the write', () => {
    const path = folder();
    const stale = open(path);
    stale.write((write) => write.append(entry({ kind: 'tick' }, 1)));
    const owner = open(path);
    expect(owner.epoch).toBeGreaterThan(stale.epoch);
    expect(() => stale.write((write) => write.append(entry({ kind: 'tick' }, 2)))).toThrow(
      expect.objectContaining({ code: 'already-running' }),
    );
    expect(owner.counts().events).toBe(1);
    owner.write((write) => write.append(entry({ kind: 'tick' }, 2)));
    expect(owner.counts().events).toBe(2);
  });

  test('the epoch is at least the time in seconds, so a lost folder never makes an old owner of a new one', () => {
    expect(open(folder(), 1_790_000_000_000).epoch).toBe(1_790_000_000);
    const path = folder();
    const first = open(path, 1_790_000_000_000).epoch;
    expect(open(path, 1_000_000_000_000).epoch).toBe(first + 1);
  });

  test('a write that fails half-way leaves nothing behind', () => {
    const journal = open(folder());
    expect(() =>
      journal.write((write) => {
        write.append(entry({ kind: 'tick' }, 1));
        write.setMark('box-1', 7, 1);
        write.append(entry({ kind: 'tick' }, 1));
      }),
    ).toThrow(/UNIQUE/);
    expect(journal.counts().events).toBe(0);
    expect(journal.markOf('box-1', 7)).toBe(0);
  });

  test('a mark never falls', () => {
    const journal = open(folder());
    journal.write((write) => write.setMark('box-1', 7, 20));
    journal.write((write) => write.setMark('box-1', 7, 5));
    expect(journal.markOf('box-1', 7)).toBe(20);
    expect(journal.markOf('box-1', 8)).toBe(0);
  });

  test('rows come back as they were written, from any place on, without what was taken out', () => {
    const journal = open(folder());
    const ids = [1, 2, 3].map((seq) =>
      journal.write((write) => write.append(entry({ kind: 'tick', seq }, seq))),
    );
    journal.write((write) => write.append({ ...entry({ why: 'note' }, 4), record: 'note' }));
    journal.write((write) => write.skip(ids[1] ?? 0));
    expect([...journal.replay(0)].map((row) => row.body)).toEqual([
      '{"kind":"tick","seq":1}',
      '{"kind":"tick","seq":3}',
    ]);
    expect([...journal.replay(ids[2] ?? 0)].map((row) => row.seed)).toEqual([3]);
    expect(journal.lastAtMs()).toBe(1_790_000_000_004);
  });

  test('the same poison twice is one row that counts, and a thousand rows are kept at most', () => {
    const journal = open(folder());
    const poison = (text: string) => ({
      atMs: 1,
      topic: 'a/b',
      bytes: Buffer.from(text),
      reason: 'bad',
    });
    journal.write((write) => {
      for (let times = 0; times < 3; times += 1) write.quarantine(poison('same'));
    });
    expect(journal.counts().quarantined).toBe(1);
    journal.write((write) => {
      for (let number = 0; number < 1500; number += 1) write.quarantine(poison(`number ${number}`));
    });
    expect(journal.counts().quarantined).toBe(1000);
  });

  test('names that nobody knows are bounded, and the frequent ones stay', () => {
    const journal = open(folder());
    const item = (name: string) => ({ name, code: '', priceMinor: 100 });
    journal.write((write) => {
      for (let times = 0; times < 5; times += 1) write.countUnknown(item('FREQUENT'), 1);
      for (let number = 0; number < 6000; number += 1)
        write.countUnknown(item(`RARE ${number}`), 2);
    });
    expect(journal.counts().unknownItems).toBeLessThanOrEqual(5000);
    expect(journal.unknownItems(1)).toMatchObject([{ name: 'FREQUENT', times: 5 }]);
  });

  test('old rows go a little at a time, but never what a replay needs', () => {
    const journal = open(folder());
    const day = 86_400_000;
    const append = (record: Entry['record'], seq: number): number =>
      journal.write((write) =>
        write.append({ ...entry({ kind: 'tick', seq }, seq), record, atMs: seq * day }),
      );
    for (const seq of [1, 2, 3]) {
      const id = append('event', seq);
      journal.write((write) => write.rememberSale(`sale-${seq}`, id, seq * day));
    }
    append('rules', 4);
    append('event', 5);
    expect(journal.prune(100 * day, 2)).toBe(2);
    expect(journal.prune(3 * day, 2)).toBe(0);
    expect(journal.prune(100 * day, 2)).toBe(1);
    expect(journal.prune(100 * day, 2)).toBe(0);
    expect([...journal.replay(0)].map((row) => row.record)).toEqual(['rules', 'event']);
    expect(journal.counts().sales).toBe(0);
  });

  test('the parts of a sale wait on disk, also over a restart, and are joined in their order', () => {
    const path = folder();
    const part = (index: number) => sale(1, [[`LINE ${index}`, 100]], { part: { index, of: 3 } });
    const first = open(path);
    first.write((write) => {
      expect(write.joinSale(part(2), 1)).toBeUndefined();
      expect(write.joinSale(part(0), 1)).toBeUndefined();
    });
    const second = open(path);
    const whole = second.write((write) => write.joinSale(part(1), 1));
    expect(whole?.lines.map((line) => line.name)).toEqual(['LINE 0', 'LINE 1', 'LINE 2']);
    expect(second.counts().waitingParts).toBe(0);
  });
});

test('a fault says who has taken over', () => {
  const path = folder();
  const stale = open(path);
  open(path);
  try {
    stale.write(() => 1);
    expect.unreachable();
  } catch (cause) {
    expect(cause).toBeInstanceOf(Fault);
    expect(String(cause)).toContain('another central has taken over');
  }
});
