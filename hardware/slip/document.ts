import type { PairingSlip, Slip, TestSlip, WaitSlip } from '../../contracts/slip.ts';
import { textFor } from '../../contracts/language.ts';
import { nicknameText } from '../../contracts/nickname-words.ts';
import { amountText, timeText } from './amount-text.ts';
import { slipText, slipValue } from './escape.ts';
import { slipWords } from './words.ts';

/** Partners' lines that a slip lists: they have slips of their own, and a slip is short. My own lines are always all there, because
 *  what I leave off the belt makes the code refuse. */
const PARTNER_LINES = 12;

/** A preview is the slip before everybody has accepted: there is no code yet, and nothing that could be taken for one. */
export type SlipPurpose = 'paper' | 'preview';

/** Sizes of the two barcodes; `qrCell` is in dots and varies to keep hazardous bytes out of the picture. */
export interface CodeSizes {
  readonly qrCell: number;
}
export const USUAL_SIZES: CodeSizes = { qrCell: 6 };

/**
 * The slip as a receiptline document: the same text gives the printer's bytes and the picture on the screen. Every value is
 * escaped. The member's code stands as EAN-13, as QR and as digits. Source: DESIGN 4; reference page on devices, 8.3.
 */
export function slipDocument(
  slip: Slip,
  sizes: CodeSizes = USUAL_SIZES,
  purpose: SlipPurpose = 'paper',
): string {
  switch (slip.kind) {
    case 'pairing':
      return pairingDocument(slip, sizes, purpose);
    case 'wait':
      return waitDocument(slip);
    case 'test':
      return testDocument(slip, sizes);
  }
}

function pairingDocument(slip: PairingSlip, sizes: CodeSizes, purpose: SlipPurpose): string {
  const { language } = slip;
  const words = slipWords(language);
  const amount = (amountMinor: number): string => slipText(amountText(amountMinor, slip, language));
  const partners = slip.partners.map((partner) => nicknameText(partner, language)).join(', ');
  const place = textFor(slip.meetingPoint.name, language);
  const until = timeText(slip.expiresAtMs, slip.timeZone);
  const mine = slip.joint.filter((line) => line.visit === slip.visit);
  const theirs = slip.joint.filter((line) => line.visit !== slip.visit);
  const row = (line: PairingSlip['joint'][number]): string => {
    const times = line.quantity === 1 ? '' : `${line.quantity} x `;
    return `|${slipText(times + line.name)} | ${amount(line.amountMinor)}|`;
  };
  const listed = theirs.slice(0, PARTNER_LINES);
  const rows = (shown: PairingSlip['joint'], title: string): readonly string[] =>
    shown.length === 0
      ? []
      : [`|"${slipText(title)}"`, '{width:*,14}', ...shown.map(row), '{width:auto}'];
  const left = theirs.length - listed.length;
  return lines([
    slipText(slip.venueName),
    `"${slipText(words.pairingTitle)}"`,
    ...(slip.reprint ? [`\`${slipText(words.reprint)}\``] : []),
    slipText(words.iAm),
    `^^^${slipText(nicknameText(slip.me, language))}`,
    slipText(words.with(partners)),
    `^^"${slipText(words.meet(place))}"`,
    `^^"${slipText(words.until(until))}"`,
    '-',
    slipText(words.onTheReceipt),
    ...rows(mine, words.mine),
    ...rows(listed, words.theirs),
    ...(left > 0 ? [`|${slipText(words.more(left))}`] : []),
    '{width:*,16}',
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
function codeLines(code: string, sizes: CodeSizes): readonly string[] {
  return [
    `{code:${slipValue(code)};option:ean,3,72,nohri}`,
    `^^${slipText(`${code.slice(0, 1)} ${code.slice(1, 7)} ${code.slice(7)}`)}`,
    '',
    `{code:${slipValue(code)};option:qrcode,${sizes.qrCell},m}`,
    '',
  ];
}

function waitDocument(slip: WaitSlip): string {
  const words = slipWords(slip.language);
  return lines([
    slipText(slip.venueName),
    `"${slipText(words.waitTitle)}"`,
    `${slipText(words.iAm)} ${slipText(nicknameText(slip.me, slip.language))}`,
    slipText(words.yourNumber),
    `^^^^^${slip.number}`,
    slipText(words.waitAdvice),
    slipText(words.issued(timeText(slip.issuedAtMs, slip.timeZone))),
  ]);
}

/** A number that is nobody's code: its prefix 99 is no in-store prefix of DESIGN 4. */
const TEST_DIGITS = '9900000000004';

function testDocument(slip: TestSlip, sizes: CodeSizes): string {
  const words = slipWords(slip.language);
  return lines([
    slipText(slip.venueName),
    `^^"${slipText(words.testTitle)}"`,
    slipText(`${slip.printer} ${timeText(slip.printedAtMs, slip.timeZone)}`),
    'ABC xyz 0123456789',
    '拼单 集合地点 您节省',
    '拼單 集合地點 您節省',
    '-',
    '|left | right|',
    slipText(words.testAdvice),
    ...codeLines(TEST_DIGITS, sizes),
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
