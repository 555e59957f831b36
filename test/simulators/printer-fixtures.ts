import { type Language, textFor } from '../../contracts/language.ts';
import { PairingSlip } from '../../contracts/slip.ts';

const MINE = '01JD0000000000000000000001';
const THEIRS = '01JD0000000000000000000002';

/** A slip with everything that is hard to print: markup in names, long names, both scripts. */
export function slipFixture(language: Language): PairingSlip {
  return PairingSlip.parse({
    kind: 'pairing',
    pairing: '01JD0000000000000000000003',
    visit: MINE,
    terminal: 'kiosk-1',
    language,
    venueName: textFor(
      { en: 'Happy Market', 'zh-Hans': '幸福超市', 'zh-Hant': '幸福超級市場' },
      language,
    ),
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'Asia/Shanghai',
    me: { fruit: 'orange', colour: 'red', number: 42 },
    partners: [{ fruit: 'apple', colour: 'green', number: 17 }],
    meetingPoint: {
      id: 'A',
      name: { en: 'Till 3', 'zh-Hans': '3号收银台', 'zh-Hant': '3號收銀台' },
    },
    expiresAtMs: Date.UTC(2026, 10, 22, 9, 35),
    joint: [
      { visit: MINE, name: 'COLA {x} 330ML | ^big^ "q" _u_ ~', quantity: 2, amountMinor: 60_00 },
      { visit: MINE, name: '可口可乐 330毫升', quantity: 1, amountMinor: 60_00 },
      {
        visit: THEIRS,
        name: 'A very long name of a product that needs two lines',
        quantity: 1,
        amountMinor: 80_00,
      },
    ],
    jointPaysMinor: 95_00,
    jointTotalMinor: 150_00,
    savesMinor: 25_00,
    code: '2900000000001',
    reprint: false,
  });
}
