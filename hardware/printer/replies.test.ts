import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processId, processIdCommand } from './commands.ts';
import { ReplyReader } from './replies.ts';
import {
  afterAutomatic,
  afterFence,
  afterRealTime,
  isHeldUp,
  printerAdvice,
  UNKNOWN_CONDITION,
} from './status.ts';

const ALL = Uint8Array.from([
  0x12, // real-time
  0x10,
  0x00,
  0x0f,
  0x0f, // automatic
  0x00, // fence
  0x37,
  0x22,
  0x30,
  0x30,
  0x30,
  0x31,
  0x00, // process id
  0x13,
  0x11, // flow
  0x1a, // real-time, offline
  0x5f,
  0x54,
  0x4d,
  0x00, // identification
]);
const READ = [
  { kind: 'real-time', byte: 0x12 },
  { kind: 'automatic', bytes: [0x10, 0x00, 0x0f, 0x0f] },
  { kind: 'single', byte: 0x00 },
  { kind: 'block', header: 0x37, text: '"0001' },
  { kind: 'flow', isOn: false },
  { kind: 'flow', isOn: true },
  { kind: 'real-time', byte: 0x1a },
  { kind: 'block', header: 0x5f, text: 'TM' },
];

describe('answers of a printer', () => {
  test('are told apart in whatever pieces they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 25 }), (sizes) => {
        const reader = new ReplyReader();
        const replies: unknown[] = [];
        let from = 0;
        for (const size of [...sizes, ALL.length]) {
          replies.push(...reader.push(ALL.subarray(from, from + size)));
          from += size;
        }
        expect(replies).toEqual(READ);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    [0x12, true],
    [0x7e, true],
    [0x81, false],
  ])('%d is an answer to a real-time question: %s', (byte, isOne) => {
    const [reply] = new ReplyReader().push(Uint8Array.of(byte));
    expect(reply?.kind === 'real-time').toBe(isOne);
  });

  test('an automatic status that is cut off does not swallow what follows', () => {
    expect(new ReplyReader().push(Uint8Array.of(0x10, 0x00, 0x12))).toEqual([
      { kind: 'real-time', byte: 0x12 },
    ]);
  });

  test('whatever noise came before, answers are read again after four zeros at the latest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const reader = new ReplyReader();
        reader.push(noise);
        reader.push(new Uint8Array(4));
        expect(reader.push(ALL)).toEqual(READ);
      }),
      { numRuns: 500 },
    );
  });

  test('a block without end is given up', () => {
    const reader = new ReplyReader();
    reader.push(new Uint8Array(400).fill(0x37));
    reader.push(Uint8Array.of(0x00));
    expect(reader.push(Uint8Array.of(0x12))).toEqual([{ kind: 'real-time', byte: 0x12 }]);
  });
});

describe('what the bits say', () => {
  test.each([
    [[0x10, 0, 0, 0x0f], { paper: 'enough', cover: 'closed', isOffline: false, trouble: 'none' }],
    [[0x18, 0, 0, 0x0f], { isOffline: true }],
    [[0x38, 0, 0, 0x0f], { cover: 'open', isOffline: true }],
    [[0x10, 0x08, 0, 0x0f], { trouble: 'cutter' }],
    [[0x10, 0x20, 0, 0x0f], { trouble: 'unrecoverable' }],
    [[0x10, 0x40, 0, 0x0f], { trouble: 'recoverable' }],
    [[0x10, 0, 0x03, 0x0f], { paper: 'near-end' }],
    [[0x18, 0, 0x0f, 0x0f], { paper: 'out' }],
  ] as const)('automatic status %j', (bytes, condition) => {
    expect(afterAutomatic(UNKNOWN_CONDITION, bytes)).toMatchObject(condition);
  });

  test('real-time answers: offline, cover, cutter, paper', () => {
    expect(afterRealTime(UNKNOWN_CONDITION, 1, 0x1a).isOffline).toBe(true);
    expect(afterRealTime(UNKNOWN_CONDITION, 2, 0x16).cover).toBe('open');
    expect(afterRealTime(UNKNOWN_CONDITION, 3, 0x1a).trouble).toBe('cutter');
    expect(afterRealTime(UNKNOWN_CONDITION, 4, 0x1e).paper).toBe('near-end');
    expect(afterRealTime(UNKNOWN_CONDITION, 4, 0x72).paper).toBe('out');
    expect(afterFence(UNKNOWN_CONDITION, 0x03).paper).toBe('near-end');
  });

  test('each trouble holds the printer up and has its advice', () => {
    const well = {
      ...UNKNOWN_CONDITION,
      link: 'open',
      capability: 'asb',
      answeredAtMs: 0,
    } as const;
    expect(printerAdvice(well)).toBeUndefined();
    for (const trouble of [
      { cover: 'open' },
      { paper: 'out' },
      { isOffline: true },
      { trouble: 'cutter' },
      { trouble: 'recoverable' },
      { trouble: 'unrecoverable' },
    ] as const) {
      expect(isHeldUp({ ...well, ...trouble })).toBe(true);
      expect(printerAdvice({ ...well, ...trouble })).toBeDefined();
    }
    expect(isHeldUp({ ...well, paper: 'near-end' })).toBe(false);
    expect(printerAdvice({ ...well, link: 'lost' })).toMatch(/cable/);
  });
});

test('process ids ascend and are printable', () => {
  expect([processId(1), processId(9999), processId(10_000)]).toEqual(['0001', '9999', '0000']);
  expect(Buffer.from(processIdCommand('0042')).toString('hex')).toBe('1d28480600303030303432');
});
