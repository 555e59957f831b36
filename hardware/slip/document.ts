import type { PairingSlip, Slip, TestSlip, WaitSlip } from '../../contracts/slip.ts';
import { textFor } from '../../contracts/language.ts';
import { nicknameText } from '../../contracts/nickname-text.ts';
import { amountText, timeText } from './amount-text.ts';
import { slipText, slipValue } from './escape.ts';
import { columnsOfText, wrapped } from './wrap.ts';
import { slipWords } from './words.ts';

/** Partners' lines that a slip lists: they have slips of their own, and a slip is short. My own lines are always all there, because
 *  what I leave off the belt makes the code refuse. */
const PARTNER_LINES = 12;

/** A preview is the slip before everybody has accepted: there is no code yet, and nothing that could be taken for one. */
export type SlipPurpose = 'paper' | 'preview';

export interface SlipSizes {
  /** Dots of a module of the QR; varies to keep hazardous bytes out of the picture. */
  readonly qrCell: number;
  /** Characters on a line. */
  readonly columns: number;
}
export const USUAL_QR_CELL = 6;

/** Columns of the totals' amounts. */
const TOTAL_COLUMNS = 16;
/** Between a name and its amount; a line that fills its column to the end would be followed by an empty one. */
const BETWEEN_COLUMNS = 2;

/**
 * The slip as a receiptline document: the same text gives the printer's bytes and the picture on the screen. Every value is
 * escaped. The member's code stands as EAN-13, as QR and as digits. Source: docs/rules.md#lives-slip;
 * docs/facts/escpos.md#receiptline.
 */
export function slipDocument(slip: Slip, sizes: SlipSizes, purpose: SlipPurpose = 'paper'): string {
  switch (slip.kind) {
    case 'pairing':
      return pairingDocument(slip, sizes, purpose);
    case 'wait':
      return waitDocument(slip, sizes);
    case 'test':
      return testDocument(slip, sizes);
  }
}

function pairingDocument(slip: PairingSlip, sizes: SlipSizes, purpose: SlipPurpose): string {
  const { language } = slip;
  const words = slipWords(language);
  const amount = (amountMinor: number): string => slipText(amountText(amountMinor, slip, language));
  const partners = slip.partners.map((partner) => nicknameText(partner, language)).join(', ');
  const place = textFor(slip.meetingPoint.name, language);
  const until = timeText(slip.expiresAtMs, slip.timeZone);
  const mine = slip.joint.filter((line) => line.visit === slip.visit);
  const theirs = slip.joint.filter((line) => line.visit !== slip.visit);
  // Amounts take what they need, names the rest.
  const amountColumns =
    1 + Math.max(...slip.joint.map((line) => columnsOfText(amount(line.amountMinor))), 0);
  const row = (line: PairingSlip['joint'][number]): string => {
    const times = line.quantity === 1 ? '' : `${line.quantity} x `;
    const name = wrapped(times + line.name, sizes.columns - amountColumns - BETWEEN_COLUMNS);
    return `|${name.map(slipText).join(String.raw`\n`)} | ${amount(line.amountMinor)}|`;
  };
  const listed = theirs.slice(0, PARTNER_LINES);
  const rows = (shown: PairingSlip['joint'], title: string): readonly string[] =>
    shown.length === 0
      ? []
      : [`|"${slipText(title)}"`, `{width:*,${amountColumns}}`, ...shown.map(row), '{width:auto}'];
  const left = theirs.length - listed.length;
  return lines([
    slipText(slip.venueName),
    `"${slipText(words.pairingTitle)}"`,
    ...(slip.reprint ? [`\`${slipText(words.reprint)}\``] : []),
    slipText(words.iAm),
    ...large(nicknameText(slip.me, language), sizes),
    ...wrapped(words.with(partners), sizes.columns).map(slipText),
    '-',
    slipText(words.meetAt),
    ...large(place, sizes),
    ...large(words.until(until), sizes),
    '-',
    slipText(words.onTheReceipt),
    ...rows(mine, words.mine),
    ...rows(listed, words.theirs),
    ...(left > 0 ? [`|${slipText(words.more(left))}`] : []),
    `{width:*,${TOTAL_COLUMNS}}`,
    `|${slipText(words.jointTotal)} | ${amount(slip.jointTotalMinor)}|`,
    `|"${slipText(words.iPay)}" | "${amount(slip.jointPaysMinor)}"|`,
    `|"${slipText(words.iSave)}" | "${amount(slip.savesMinor)}"|`,
    '{width:auto}',
    '-',
    ...(purpose === 'preview'
      ? [slipText(words.codeComes)]
      : [slipText(words.atTheTill), ...codeLines(slip.code, sizes)]),
  ]);
}

/** The code as EAN-13, as QR and as digits in threes, so that any scanner reads it and any cashier can type it. */
function codeLines(code: string, sizes: SlipSizes): readonly string[] {
  return [
    '',
    `{code:${slipValue(code)};option:ean,3,96,nohri}`,
    ...large(`${code.slice(0, 1)} ${code.slice(1, 7)} ${code.slice(7)}`, sizes),
    '',
    `{code:${slipValue(code)};option:qrcode,${sizes.qrCell},m}`,
    '',
  ];
}

function waitDocument(slip: WaitSlip, sizes: SlipSizes): string {
  const words = slipWords(slip.language);
  return lines([
    slipText(slip.venueName),
    `"${slipText(words.waitTitle)}"`,
    slipText(words.iAm),
    ...large(nicknameText(slip.me, slip.language), sizes),
    slipText(words.yourNumber),
    `^^^^^${slip.number}`,
    ...wrapped(words.waitAdvice, sizes.columns).map(slipText),
    slipText(words.issued(timeText(slip.issuedAtMs, slip.timeZone))),
  ]);
}

/** A number that is nobody's code: its prefix 99 is no in-store prefix (docs/facts/barcodes.md#code-prefix). */
const TEST_DIGITS = '9900000000004';

function testDocument(slip: TestSlip, sizes: SlipSizes): string {
  const words = slipWords(slip.language);
  return lines([
    slipText(slip.venueName),
    ...large(words.testTitle, sizes),
    slipText(`${slip.printer} ${timeText(slip.printedAtMs, slip.timeZone)}`),
    'ABC xyz 0123456789',
    '拼单 集合地点 您节省',
    '拼單 集合地點 您節省',
    '-',
    '|left | right|',
    ...wrapped(words.testAdvice, sizes.columns).map(slipText),
    ...codeLines(TEST_DIGITS, sizes),
  ]);
}

/** A text on lines of its own in double size; what is too long for that is only twice as high. */
function large(text: string, { columns }: SlipSizes): readonly string[] {
  if (columnsOfText(text) * 2 <= columns) return [`^^^${slipText(text)}`];
  return wrapped(text, columns).map((line) => `^^${slipText(line)}`);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
