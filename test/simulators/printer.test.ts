import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PrinterProfile } from '../../contracts/printer-profile.ts';
import { openPrinter } from '../../hardware/printer/printer.ts';
import type { Printer } from '../../hardware/printer/printer.ts';
import { printerAdvice } from '../../hardware/printer/status.ts';
import type { VirtualPrinterOptions } from './printer.ts';
import { handCable } from './printer-cable.ts';
import type { HandCable } from './printer-cable.ts';
import { slipFixture } from './printer-fixtures.ts';
import { slipBytes } from '../../hardware/slip/layout.ts';
import { bestWireKind, openWire } from './wire.ts';
import { printerOnWire } from './printer-net.ts';

const FAST = {
  helloMs: 80,
  pollMs: 20,
  jobPollMs: 5,
  visitMs: 40,
  keepMs: 10,
  quietMs: 10,
  pushOutBytes: 8192,
};
const profile = { ...PrinterProfile.parse({ paper: 58 }), replyWithinMs: 40 };
const job = slipBytes(slipFixture('zh-Hans'), profile);

/** A printer and its driver on a cable that the test holds in its hand. */
function bench(
  options: Partial<VirtualPrinterOptions> = {},
): HandCable & { readonly printer: Printer } {
  const cable = handCable({ paper: 58, ...options });
  const printer = openPrinter(
    { kind: 'file', path: 'test' },
    { profile, timing: FAST, openLink: cable.openLink },
  );
  return { ...cable, printer };
}

function soon(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something holds, for as long as a loaded machine may need. */
async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds() && waited < 400; waited += 1) await soon(10);
  expect(holds()).toBe(true);
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
  expect(printer.statistics.coverOpens).toBe(1);
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

test('a printer that was switched off gets nothing sent, says so, and prints once it is back', async () => {
  const { virtual, printer } = bench({ answers: 'asb' });
  await printer.printSlip(job);
  virtual.cutPower();
  await expect(printer.printSlip(job)).rejects.toMatchObject({
    code: 'printer-fault',
    message: expect.stringMatching(/no longer answers.*nothing was sent/),
  });
  expect(printer.state.contact).toBe('silent');
  expect(printer.statistics.absences).toBe(1);
  virtual.restorePower();
  await until(() => printer.state.contact === 'answers');
  expect(await printer.printSlip(job)).toBe('printed');
  expect(virtual.pages.filter((page) => page.codes.length > 0).length).toBe(2);
  await printer.close();
});

test('a printer that was off when it was first asked is not taken for a mute one for ever', async () => {
  const { virtual, printer } = bench({ answers: 'asb' });
  virtual.cutPower();
  await until(() => printer.state.capability === 'none');
  virtual.restorePower();
  await until(() => printer.state.capability === 'asb');
  expect(await printer.printSlip(job)).toBe('printed');
  await printer.close();
});

test('a mute printer is asked again with a few bytes only, and nothing of that is printed', async () => {
  const { virtual, printer } = bench({ answers: 'none' });
  await until(() => printer.state.capability === 'none');
  await soon(200);
  const before = virtual.received.length;
  await soon(500);
  const asked = virtual.received.slice(before);
  expect(asked.length).toBeLessThan(100);
  expect(virtual.pages.length).toBe(0);
  await printer.close();
});

test('a printer that is first met without paper is asked the rest later: nothing of the questions answers for a job', async () => {
  const { virtual, printer } = bench({ answers: 'processId' });
  virtual.endPaper();
  await until(() => printer.state.paper === 'out');
  expect(virtual.received.join(' ')).not.toContain('29 114');
  virtual.loadPaper();
  await until(() => printer.state.capability === 'processId');
  expect(await printer.printSlip(job)).toBe('printed');
  await printer.close();
});

test.each([true, false])(
  'a cable pulled inside the picture: what is left in the printer is gone before the next job (it knows how to clear: %s)',
  async (knowsClear) => {
    const { virtual, printer, unplugAfter, plugIn } = bench({ answers: 'asb', knowsClear });
    await printer.printSlip(job);
    unplugAfter(job.length - 1000);
    expect(await printer.printSlip(job)).toBe('uncertain');
    plugIn();
    const before = virtual.pages.length;
    await until(() => printer.link.state === 'open');
    expect(await printer.printSlip(job)).toBe('printed');
    const after = virtual.pages.slice(before).filter((page) => page.codes.length > 0);
    // The half slip is cut off: two slips are never one piece of paper.
    expect(after.map((page) => page.codes)).toEqual([['290000000000'], ['290000000000']]);
    await printer.close();
  },
);

test('a jammed cutter is named, and once it is free the printer is told to go on', async () => {
  const { virtual, printer } = bench({ answers: 'asb' });
  await printer.printSlip(job);
  virtual.jamCutter();
  const outcome = printer.printSlip(job);
  await until(() => printer.state.trouble === 'cutter');
  expect(printerAdvice(printer.state)).toMatch(/cutter is jammed/);
  virtual.cutPower();
  expect(await outcome).toBe('uncertain');
  virtual.restorePower();
  virtual.freeCutter();
  await until(() => printer.state.trouble === 'none' && printer.state.contact === 'answers');
  expect(await printer.printSlip(job)).toBe('printed');
  await printer.close();
});

test('a jam while nothing is printed ends by itself once somebody has cleared it', async () => {
  const { virtual, printer } = bench({ answers: 'poll' });
  await printer.printSlip(job);
  virtual.jamCutter();
  // Somebody else's receipt hits it.
  virtual.receive(Uint8Array.of(0x1d, 0x56, 0x00));
  await until(() => printer.state.trouble === 'cutter');
  await expect(printer.printSlip(job)).rejects.toMatchObject({ code: 'printer-fault' });
  virtual.freeCutter();
  await until(() => printer.state.trouble === 'none' && !printer.state.isOffline);
  expect(printer.statistics.cutterFaults).toBeGreaterThan(0);
  expect(await printer.printSlip(job)).toBe('printed');
  await printer.close();
});

test('a printer that is taken offline at its panel is waited for', async () => {
  const { virtual, printer } = bench({ answers: 'poll' });
  await printer.printSlip(job);
  virtual.switchOffline(true);
  await until(() => printer.state.isOffline);
  expect(printerAdvice(printer.state)).toMatch(/offline/);
  await expect(printer.printSlip(job)).rejects.toMatchObject({ code: 'printer-fault' });
  virtual.switchOffline(false);
  await until(() => !printer.state.isOffline);
  expect(await printer.printSlip(job)).toBe('printed');
  await printer.close();
});

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
