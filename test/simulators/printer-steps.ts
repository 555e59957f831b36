const ESC = 0x1b;
const GS = 0x1d;
const FS = 0x1c;
const DLE = 0x10;
const LF = 0x0a;

/** Parameter counts of the commands that receipts use. Source: Epson ESC/POS command reference. */
const FIXED: Readonly<Record<string, number>> = {
  'ESC @': 0,
  'ESC 2': 0,
  'ESC i': 0,
  'ESC m': 0,
  'ESC <': 0,
  'ESC L': 0,
  'ESC S': 0,
  'ESC a': 1,
  'ESC !': 1,
  'ESC -': 1,
  'ESC 3': 1,
  'ESC E': 1,
  'ESC G': 1,
  'ESC J': 1,
  'ESC M': 1,
  'ESC R': 1,
  'ESC V': 1,
  'ESC d': 1,
  'ESC t': 1,
  'ESC {': 1,
  'ESC SP': 1,
  'ESC $': 2,
  'ESC \\': 2,
  'ESC c': 2,
  'ESC p': 3,
  'GS !': 1,
  'GS B': 1,
  'GS H': 1,
  'GS I': 1,
  'GS a': 1,
  'GS f': 1,
  'GS h': 1,
  'GS r': 1,
  'GS w': 1,
  'GS $': 2,
  'GS L': 2,
  'GS P': 2,
  'GS W': 2,
  'GS \\': 2,
  'FS &': 0,
  'FS .': 0,
  'FS -': 1,
  'FS !': 1,
  'FS C': 1,
  'FS S': 2,
  'FS p': 2,
};

/** One thing that a printer does next, and how many bytes it takes. */
export type PrinterStep =
  | { readonly kind: 'character'; readonly byte: number; readonly length: 1 }
  | { readonly kind: 'line-feed'; readonly length: 1 }
  /** Control characters and real-time commands, which were obeyed when they came. */
  | { readonly kind: 'nothing'; readonly length: number }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly parameters: Uint8Array;
      readonly length: number;
    };

/** What stands at `from` in a printer's buffer; undefined if it is not complete yet. Written from the command reference, apart from
 *  `hardware/`, so that the two can contradict each other. */
export function readStep(buffer: readonly number[], from: number): PrinterStep | undefined {
  const lead = buffer[from];
  if (lead === undefined) return undefined;
  if (lead === LF) return { kind: 'line-feed', length: 1 };
  if (lead >= 0x20) return { kind: 'character', byte: lead, length: 1 };
  if (lead === DLE) return realTime(buffer, from);
  if (lead === ESC || lead === GS || lead === FS) return command(buffer, from, lead);
  return { kind: 'nothing', length: 1 };
}

function realTime(buffer: readonly number[], from: number): PrinterStep | undefined {
  const [second, third] = [buffer[from + 1], buffer[from + 2]];
  if (second === undefined) return undefined;
  let length = 1;
  if (second === 0x04 || second === 0x05) length = 3;
  else if (second === 0x14) length = third === 8 ? 10 : 5;
  return buffer.length - from < length ? undefined : { kind: 'nothing', length };
}

function command(buffer: readonly number[], from: number, lead: number): PrinterStep | undefined {
  const second = buffer[from + 1];
  if (second === undefined) return undefined;
  const family = lead === ESC ? 'ESC' : lead === GS ? 'GS' : 'FS';
  const letter = second === 0x20 ? 'SP' : String.fromCharCode(second);
  const extent = extentOf(`${family} ${letter}`, buffer, from);
  if (extent === undefined || buffer.length - from < extent.head + extent.count) return undefined;
  const start = from + extent.head;
  const parameters = Uint8Array.from(buffer.slice(start, start + extent.count));
  return { kind: 'command', name: extent.name, parameters, length: extent.head + extent.count };
}

interface Extent {
  readonly name: string;
  /** Bytes of the name, and of what follows it. */
  readonly head: number;
  readonly count: number;
}

/** Undefined while the bytes that tell the length have not come. */
function extentOf(name: string, buffer: readonly number[], from: number): Extent | undefined {
  const at = (index: number): number => buffer[from + index] ?? 0;
  const has = (bytes: number): boolean => buffer.length - from >= bytes;
  const simple = (count: number): Extent => ({ name, head: 2, count });
  const sub = (count: number): Extent => ({
    name: `${name} ${String.fromCharCode(at(2))}`,
    head: 3,
    count,
  });
  switch (name) {
    case 'GS (':
    case 'FS (':
    case 'ESC (':
      return has(5) ? sub(2 + at(3) + 256 * at(4)) : undefined;
    case 'GS 8':
      return has(7)
        ? sub(4 + at(3) + 256 * at(4) + 65_536 * at(5) + 16_777_216 * at(6))
        : undefined;
    case 'GS v':
      return has(8) ? simple(6 + (at(4) + 256 * at(5)) * (at(6) + 256 * at(7))) : undefined;
    case 'GS V':
      return has(3) ? simple([0, 1, 48, 49].includes(at(2)) ? 1 : 2) : undefined;
    case 'GS k': {
      if (!has(4)) return undefined;
      if (at(2) >= 65) return simple(2 + at(3));
      const nul = buffer.indexOf(0, from + 3);
      return nul === -1 ? undefined : simple(nul - from - 1);
    }
    case 'ESC *':
      return has(5) ? simple(3 + (at(3) + 256 * at(4)) * (at(2) >= 32 ? 3 : 1)) : undefined;
    default:
      // A command that this printer does not know takes nothing with it.
      return simple(FIXED[name] ?? 0);
  }
}
