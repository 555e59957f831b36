import { expect, test } from 'vitest';
import { pairingWith, visitView } from '../testing/sample-view.ts';
import { groupedDigits, paperOf } from './matched.tsx';

const paper = (slipState: string, printer: 'ready' | 'near-end' | 'paper-out' | 'none') => {
  const view = visitView({ pairing: pairingWith({ slipState }) }, { printer });
  const pairing = view.visit?.pairing;
  if (pairing === undefined) throw new Error('no pairing');
  return paperOf(pairing, view.printer);
};

test.each([
  ['printed', 'ready', 'printed'],
  ['printed', 'paper-out', 'printed'],
  ['sent-unconfirmed', 'ready', 'printed'],
  ['queued', 'ready', 'printing'],
  ['printing', 'near-end', 'printing'],
  ['none', 'ready', 'printing'],
  ['queued', 'paper-out', 'paper'],
  ['uncertain', 'ready', 'paper'],
  ['no-printer', 'none', 'none'],
  ['queued', 'none', 'none'],
] as const)('a slip that is %s at a printer that is %s: %s', (slipState, printer, expected) => {
  expect(paper(slipState, printer)).toBe(expected);
});

test('digits are grouped as below an EAN-13', () => {
  expect(groupedDigits('2912345678906')).toBe('2 912345 678906');
});
