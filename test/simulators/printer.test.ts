import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LinkState } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { Link, LinkOptions } from '../../hardware/link.ts';
import { openPrinter } from '../../hardware/printer/printer.ts';
import type { Printer } from '../../hardware/printer/printer.ts';
import { VirtualPrinter } from './printer.ts';
import type { VirtualPrinterOptions } from './printer.ts';
import { slipFixture } from './printer-fixtures.ts';
import { slipBytes } from '../../hardware/slip/layout.ts';
import { bestWireKind, openWire } from './wire.ts';
import { printerOnWire } from './printer.ts';

const FAST = { helloMs: 15, pollMs: 20, jobPollMs: 5, quietMs: 10, pushOutBytes: 64 };
const profile = { ...PrinterProfile.parse({ paper: 58 }), replyWithinMs: 40 };
const job = slipBytes(slipFixture('zh-Hans'), profile);

interface Bench {
  readonly virtual: VirtualPrinter;
  readonly printer: Printer;
  readonly unplug: () => void;
  readonly plugIn: () => void;
}

/** A printer and its driver on a cable that the test holds in its hand. */
function bench(options: Partial<VirtualPrinterOptions> = {}): Bench {
  let handlers: LinkOptions | undefined;
  let state: LinkState = 'absent';
  const isOpen = (): boolean => state === 'open';
  const virtual = new VirtualPrinter({
    paper: 58,
    ...options,
    reply: (bytes) => {
      // A wire takes time: never an answer inside the write that asks.
      setImmediate(() => {
        if (isOpen()) handlers?.onBytes(bytes, Date.now());
      });
    },
  });
  const enter = (next: LinkState): void => {
    state = next;
    handlers?.onState(next, next === 'lost' ? new Fault('link-lost', 'unplugged') : undefined);
  };
  const printer = openPrinter(
    { kind: 'file', path: 'test' },
    {
      profile,
      timing: FAST,
      openLink: (address, given): Link => {
        handlers = given;
        queueMicrotask(() => enter('open'));
        return {
          address,
          get state() {
            return state;
          },
          statistics: {
            bytesIn: 0,
            bytesOut: 0,
            opens: 0,
            losses: 0,
            failedAttempts: 0,
            silences: 0,
            lastByteAtMs: 0,
          },
          write: async (bytes) => {
            if (!isOpen()) throw new Fault('link-lost', 'not connected');
            await Promise.resolve();
            virtual.receive(bytes);
          },
          close: () => Promise.resolve(),
        };
      },
    },
  );
  return { virtual, printer, unplug: () => enter('lost'), plugIn: () => enter('open') };
}

function soon(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

test.each([
  ['processId', 'printed'],
  ['asb', 'printed'],
  ['poll', 'printed'],
  ['none', 'sent-unconfirmed'],
] as const)('a printer that answers %s gives %s, and one whole page', async (answers, outcome) => {
  const { virtual, printer } = bench({ answers });
  expect(await printer.printSlip(job)).toBe(outcome);
  expect(printer.state.capability).toBe(answers);
  expect(virtual.pages.filter((page) => page.codes.length > 0).length).toBe(1);
  await printer.close();
});

test('answers in pieces are understood', async () => {
  const { printer } = bench({ answers: 'processId', inPieces: true });
  expect(await printer.printSlip(job)).toBe('printed');
  expect(await printer.printSlip(job)).toBe('printed');
  expect(printer.state).toMatchObject({ paper: 'enough', cover: 'closed', isOffline: false });
  await printer.close();
});

test.each(['asb', 'processId', 'poll'] as const)(
  'paper that ends during a job (%s): the driver waits, sends nothing again, and the slip is printed after the new roll',
  async (answers) => {
    const { virtual, printer } = bench({ answers });
    await printer.printSlip(job);
    const before = virtual.received.length;
    virtual.endPaperAfter(job.length / 2);
    const outcome = printer.printSlip(job);
    await soon(150);
    expect(printer.state.paper).toBe('out');
    const sent = virtual.received.length - before;
    virtual.loadPaper();
    expect(await outcome).toBe('printed');
    expect(sent).toBeLessThan(job.length + 600);
    expect(virtual.pages.filter((page) => page.codes.length > 0).length).toBe(2);
    await printer.close();
  },
);

test('without paper nothing is sent, and the fault says what to do', async () => {
  const { virtual, printer } = bench({ answers: 'asb' });
  await printer.printSlip(job);
  virtual.endPaper();
  await soon(5);
  const before = virtual.pages.length;
  await expect(printer.printSlip(job)).rejects.toMatchObject({
    code: 'printer-fault',
    message: expect.stringContaining('put in a new roll of paper'),
  });
  virtual.loadPaper();
  await soon(5);
  expect(await printer.printSlip(job)).toBe('printed');
  expect(virtual.pages.length).toBe(before + 1);
  await printer.close();
});

test('an open cover and a roll that is nearly used up are seen', async () => {
  const { virtual, printer } = bench({ answers: 'asb' });
  await printer.printSlip(job);
  virtual.nearEnd(true);
  await soon(5);
  expect(printer.state.paper).toBe('near-end');
  expect(await printer.printSlip(job)).toBe('printed');
  virtual.openCover();
  await soon(5);
  expect(printer.state.cover).toBe('open');
  await printer.close();
});

test('a cable pulled during the job leaves it uncertain; pulled before it, nothing was sent', async () => {
  const { virtual, printer, unplug, plugIn } = bench({ answers: 'asb' });
  await printer.printSlip(job);
  virtual.endPaperAfter(100);
  const outcome = printer.printSlip(job);
  await soon(30);
  unplug();
  expect(await outcome).toBe('uncertain');
  await expect(printer.printSlip(job)).rejects.toMatchObject({ code: 'link-lost' });
  virtual.loadPaper();
  plugIn();
  expect(await printer.printSlip(job)).toBe('printed');
  await printer.close();
});

test('a printer that never answers is found out, and its jobs are sent unconfirmed', async () => {
  const { printer } = bench({ answers: 'none' });
  expect(await printer.printSlip(job)).toBe('sent-unconfirmed');
  expect(printer.statistics.sentUnconfirmed).toBe(1);
  await printer.close();
});

/** Every byte in the nightly mode; a sample of them in the usual one. */
const step = process.env['PINDAN_FUZZ'] === undefined ? 151 : 1;

test.each(['asb', 'processId'] as const)(
  'power cut at any byte of a job (%s): never called printed unless the page is out, and the next slip is whole',
  async (answers) => {
    const { virtual, printer } = bench({ answers });
    await printer.printSlip(job);
    for (let cutAt = 1; cutAt < job.length; cutAt += step) {
      const before = virtual.pages.length;
      virtual.failPowerAfter(cutAt);
      const outcome = await printer.printSlip(job);
      const whole = virtual.pages.slice(before).filter((page) => isWhole(page));
      if (outcome === 'printed') expect(whole.length).toBe(1);
      else expect(outcome).toBe('uncertain');
      virtual.restorePower();
      const next = virtual.pages.length;
      expect(await retried(printer)).toBe('printed');
      const pages = virtual.pages.slice(next).filter((page) => isWhole(page));
      expect(pages.length).toBe(1);
    }
    await printer.close();
  },
  120_000,
);

test('paper that ends at any byte of a job: the slip comes out once, after the new roll', async () => {
  const { virtual, printer } = bench({ answers: 'asb' });
  await printer.printSlip(job);
  for (let endsAt = 1; endsAt < job.length; endsAt += step) {
    const before = virtual.pages.length;
    virtual.endPaperAfter(endsAt);
    const outcome = printer.printSlip(job);
    await soon(25);
    virtual.loadPaper();
    expect(await outcome).toBe('printed');
    expect(virtual.pages.slice(before).filter((page) => isWhole(page)).length).toBe(1);
  }
  expect(printer.statistics.uncertain).toBe(0);
  await printer.close();
}, 300_000);

function isWhole(page: VirtualPrinter['pages'][number]): boolean {
  return page.lines.some((line) => line.includes('2 900000 000001')) || page.codes.length > 0;
}

/** As the daemon does: a job of which nothing was sent is tried again; a doubtful one is followed by its reprint. */
async function retried(printer: Printer): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const outcome = await printer.printSlip(job).catch(() => 'refused');
    if (outcome === 'printed') return outcome;
    await soon(10);
  }
  return 'never';
}

test.each(bestWireKind() === 'pty' ? (['tcp', 'pty'] as const) : (['tcp'] as const))(
  'over a real connection (%s) a slip is printed, and again after the cable was pulled',
  async (kind) => {
    const path = join(tmpdir(), `pindan-printer-${process.pid}`);
    const wire = await openWire(kind, path);
    const virtual = printerOnWire(wire, { paper: 58, answers: 'processId' });
    const printer = openPrinter(wire.address, { profile: PrinterProfile.parse({ paper: 58 }) });
    await open(printer);
    expect(await printer.printSlip(job)).toBe('printed');
    expect(virtual.pages.at(-1)?.codes[0]).toBe('290000000000');
    if (kind === 'pty') {
      await wire.close();
      await expect(printer.printSlip(job)).rejects.toMatchObject({ code: 'link-lost' });
      const again = await openWire(kind, path);
      const second = printerOnWire(again, { paper: 58, answers: 'asb' });
      await open(printer);
      expect(await printer.printSlip(job)).toBe('printed');
      expect(second.pages.at(-1)?.codes[0]).toBe('290000000000');
      await again.close();
    }
    await printer.close();
    await wire.close();
  },
  60_000,
);

async function open(printer: Printer): Promise<void> {
  for (let waited = 0; printer.link.state !== 'open' && waited < 1000; waited += 1) await soon(10);
  expect(printer.link.state).toBe('open');
}
