import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { PrinterProfile } from '../../contracts/printer-profile.ts';
import { openPrinter } from '../../hardware/printer/printer.ts';
import type { Printer } from '../../hardware/printer/printer.ts';
import { printerAdvice } from '../../hardware/printer/status.ts';
import { slipBytes } from '../../hardware/slip/layout.ts';
import { slipFixture } from './printer-fixtures.ts';
import { netPrinter } from './printer-net.ts';
import type { NetPrinter } from './printer-net.ts';

const profile = { ...PrinterProfile.parse({ paper: 58, qr: 'native' }), replyWithinMs: 500 };
const job = slipBytes(slipFixture('en'), profile);
const TIMING = {
  helloMs: 60,
  pollMs: 50,
  jobPollMs: 20,
  visitMs: 100,
  keepMs: 30,
  quietMs: 20,
  pushOutBytes: 64,
};

function openOn(net: NetPrinter): {
  readonly printer: Printer;
  readonly faults: string[];
  /** The states of the link, each once while it lasts. */
  readonly states: string[];
} {
  const faults: string[] = [];
  const states = ['absent'];
  const printer = openPrinter(net.address, {
    profile,
    timing: TIMING,
    onState: ({ link }, why) => {
      if (states.at(-1) !== link) states.push(link);
      if (why !== undefined) faults.push(why.code);
    },
  });
  return { printer, faults, states };
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds() && waited < 400; waited += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(holds()).toBe(true);
}

/** Another computer takes the printer. */
function another({ address }: NetPrinter): Promise<Socket> {
  if (address.kind !== 'tcp') throw new Error('a net printer has a port');
  const socket = connect(address.port, address.host);
  socket.on('error', () => undefined);
  return new Promise((resolve) => void socket.once('connect', () => resolve(socket)));
}

test('a network printer is connected for a slip, given back soon after, and looked after by short visits', async () => {
  const net = await netPrinter({ paper: 58, answers: 'asb' });
  const { printer, states } = openOn(net);
  await until(() => printer.state.capability === 'asb');
  await until(() => !net.isTaken());
  expect(printer.state).toMatchObject({ link: 'open', contact: 'answers', paper: 'enough' });
  expect(await printer.printSlip(job)).toBe('printed');
  expect(net.isTaken()).toBe(true);
  await until(() => !net.isTaken());
  net.virtual.endPaper();
  await until(() => printer.state.paper === 'out');
  await until(() => !net.isTaken());
  expect(states).toEqual(['absent', 'opening', 'open']);
  await expect(printer.printSlip(job)).rejects.toMatchObject({ code: 'printer-fault' });
  net.virtual.loadPaper();
  await until(() => printer.state.paper === 'enough');
  expect(printer.statistics.paperOuts).toBe(1);
  await printer.close();
  await net.close();
});

test('slips that follow each other share a connection', async () => {
  const net = await netPrinter({ paper: 58, answers: 'processId' });
  const { printer } = openOn(net);
  await until(() => printer.state.capability === 'processId' && !net.isTaken());
  const before = net.served();
  const outcomes = await Promise.all([printer.printSlip(job), printer.printSlip(job)]);
  expect(outcomes).toEqual(['printed', 'printed']);
  expect(net.served() - before).toBe(1);
  await printer.close();
  await net.close();
});

test.each([true, false])(
  'while another computer has it, it is named busy and nothing is sent; afterwards the slip is printed (it refuses: %s)',
  async (refuses) => {
    const net = await netPrinter({ paper: 58, answers: 'asb', refuses });
    const { printer, faults } = openOn(net);
    await until(() => printer.state.capability === 'asb' && !net.isTaken());
    const other = await another(net);
    await until(net.isTaken);
    const before = net.virtual.received.length;
    await expect(printer.printSlip(job)).rejects.toMatchObject({
      code: refuses ? 'port-busy' : 'printer-fault',
    });
    expect(printer.state.contact).toBe('busy');
    expect(printerAdvice(printer.state)).toMatch(/another computer/);
    if (refuses) expect(faults).toContain('port-busy');
    expect(net.virtual.received.length).toBe(before);
    other.destroy();
    await until(() => printer.state.contact === 'answers');
    expect(await printer.printSlip(job)).toBe('printed');
    expect(net.virtual.pages.filter((page) => page.codes.length > 0).length).toBe(1);
    await printer.close();
    await net.close();
  },
);

test('a printer that hangs up on an idle connection is no trouble; one that hangs up during a job leaves it uncertain', async () => {
  const net = await netPrinter({ paper: 58, answers: 'asb' });
  const { printer, faults } = openOn(net);
  await until(() => printer.state.capability === 'asb');
  await printer.printSlip(job);
  net.hangUp();
  await until(() => !net.isTaken());
  expect(printer.state.link).toBe('open');
  expect(faults).toEqual([]);
  net.virtual.endPaperAfter(500);
  const outcome = printer.printSlip(job);
  await until(() => printer.state.paper === 'out');
  net.hangUp();
  expect(await outcome).toBe('uncertain');
  expect(faults).toContain('link-lost');
  net.virtual.loadPaper();
  await until(() => printer.state.link === 'open' && printer.state.paper === 'enough');
  expect(await printer.printSlip(job)).toBe('printed');
  await printer.close();
  await net.close();
});

/** A driver and a network printer whose power fails after so many bytes of a job; then it is back, and so is the slip. */
async function powerCut(afterBytes: number): Promise<'printed' | 'uncertain' | 'refused'> {
  const net = await netPrinter({ paper: 58, answers: 'asb' });
  const { printer } = openOn(net);
  await until(() => printer.state.capability === 'asb' && !net.isTaken());
  net.virtual.failPowerAfter(afterBytes);
  const outcome = await printer.printSlip(job).catch(() => 'refused' as const);
  const whole = net.virtual.pages.filter((page) => page.codes.length > 1).length;
  // Called printed only if it is.
  if (outcome === 'printed') expect(whole).toBe(1);
  net.virtual.restorePower();
  net.hangUp();
  await until(() => printer.state.contact === 'answers' && !net.isTaken());
  if (outcome !== 'printed') expect(await printer.printSlip(job)).toBe('printed');
  const after = net.virtual.pages.slice(-1)[0];
  expect(after?.codes).toEqual(['290000000000', '2900000000001']);
  await printer.close();
  await net.close();
  if (outcome === 'sent-unconfirmed')
    throw new Error('a printer that answers is never unconfirmed');
  return outcome;
}

test('power cut at every 50th byte of a job over TCP: refused before it, uncertain inside it, printed only after it', async () => {
  const places: number[] = [];
  for (let at = 5; at <= job.length + 12; at += 50) places.push(at);
  const outcomes: string[] = [];
  for (let from = 0; from < places.length; from += 6) {
    outcomes.push(...(await Promise.all(places.slice(from, from + 6).map(powerCut))));
  }
  expect(outcomes.length).toBeGreaterThan(40);
  expect(outcomes).toEqual(['refused', ...Array<string>(outcomes.length - 1).fill('uncertain')]);
}, 60_000);
