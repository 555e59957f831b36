import { PairingCode } from '../../contracts/code.ts';
import { ulid } from '../../contracts/ids.ts';
import type { Nickname } from '../../contracts/nickname.ts';
import { KioskView } from '../../contracts/socket.ts';
import { SuggestionForMember } from '../../contracts/suggestion.ts';

/** Views for the unit tests of the page, each as small as its question. Nothing of the page imports this file. */
export const NOW_MS = Date.UTC(2026, 9, 16, 7, 30);

const id = (number: number) => ulid(NOW_MS, () => number / 32);
export const ME: Nickname = { fruit: 'pear', colour: 'green', number: 27 };
export const ORANGE: Nickname = { fruit: 'orange', colour: 'blue', number: 42 };

/** Nobody at the screen. */
export function attractView(changes: object = {}): KioskView {
  return KioskView.parse({
    kind: 'view',
    seq: 1,
    nowMs: NOW_MS,
    terminal: 'kiosk-1',
    venueName: { en: 'Shop' },
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'Asia/Shanghai',
    language: 'en',
    central: 'online',
    printer: 'ready',
    promotions: [],
    meetingPoints: [],
    calls: [],
    banners: [],
    ...changes,
  });
}

/** Somebody at the screen. */
export function visitView(visit: object = {}, changes: object = {}): KioskView {
  return attractView({
    visit: {
      nickname: ME,
      member: false,
      lines: [],
      subtotalMinor: 0,
      discountMinor: 0,
      totalMinor: 0,
      progress: [],
      usual: [],
      requirements: {},
      suggestions: [],
      ...visit,
    },
    ...changes,
  });
}

/** Orange's 90 and my 120 reach 200: 50 off. */
export function withOrange(changes: object = {}): SuggestionForMember {
  return SuggestionForMember.parse({
    suggestion: id(11),
    visit: id(1),
    members: [
      { nickname: ME, mine: true, answer: 'open', contributesMinor: 12_000 },
      { nickname: ORANGE, mine: false, answer: 'open', contributesMinor: 9000 },
    ],
    alonePaysMinor: 12_000,
    paysMinor: 9500,
    savesMinor: 2500,
    jointPaysMinor: 9500,
    jointTotalMinor: 16_000,
    groupSavesMinor: 5000,
    myLines: [],
    reasons: [
      {
        promotion: 'autumn',
        title: { en: 'Spend 200, 50 off' },
        thresholdMinor: 20_000,
        reachedMinor: 21_000,
        discountMinor: 5000,
      },
    ],
    meetingPoint: { id: 'desk', name: { en: 'Service desk' } },
    expiresAtMs: NOW_MS + 120_000,
    explain: { shapleyMinor: 2500, floorMinor: 0, adjustedMinor: 0 },
    ...changes,
  });
}

/** A pairing with Orange. */
export function pairingWith(changes: object = {}): object {
  return {
    pairing: id(20),
    state: 'confirmed',
    slip: {
      kind: 'pairing',
      pairing: id(20),
      visit: id(1),
      terminal: 'kiosk-1',
      language: 'en',
      venueName: 'Shop',
      currency: 'CNY',
      minorDigits: 2,
      timeZone: 'Asia/Shanghai',
      me: ME,
      partners: [ORANGE],
      meetingPoint: { id: 'desk', name: { en: 'Service desk' } },
      expiresAtMs: NOW_MS + 1_200_000,
      joint: [],
      jointPaysMinor: 9500,
      jointTotalMinor: 16_000,
      savesMinor: 2500,
      code: PairingCode.parse('2912345678906'),
      reprint: false,
    },
    slipSvg: '<svg/>',
    slipState: 'printed',
    channel: id(21),
    messages: [],
    ...changes,
  };
}
