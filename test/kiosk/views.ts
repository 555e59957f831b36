import { PairingCode } from '../../contracts/code.ts';
import { ulid, VisitId } from '../../contracts/ids.ts';
import type { Language } from '../../contracts/language.ts';
import type { Nickname } from '../../contracts/nickname.ts';
import { PrinterProfile } from '../../contracts/printer-profile.ts';
import { PairingSlip } from '../../contracts/slip.ts';
import { KioskView } from '../../contracts/socket.ts';
import { SuggestionForMember } from '../../contracts/suggestion.ts';
import type { SlipPurpose } from '../../hardware/slip/document.ts';
import { slipSvg } from '../../hardware/slip/layout.ts';

/** A fixed afternoon, so that pictures are the same each time. */
export const NOW_MS = Date.UTC(2026, 9, 16, 7, 30);

const id = (number: number) => ulid(NOW_MS, () => number / 32);
export const ME: Nickname = { fruit: 'pear', colour: 'green', number: 27 };
export const ORANGE: Nickname = { fruit: 'orange', colour: 'blue', number: 42 };
export const CHERRY: Nickname = { fruit: 'cherry', colour: 'red', number: 18 };
export const GRAPE: Nickname = { fruit: 'grape', colour: 'purple', number: 63 };
export const MY_VISIT = VisitId.parse(id(1));
export const ORANGES_VISIT = VisitId.parse(id(2));
export const CODE = PairingCode.parse('2912345678906');

const DESK = { en: 'Service desk', 'zh-Hans': '服务台', 'zh-Hant': '服務台' };
const AUTUMN = { en: 'Spend 200, 50 off', 'zh-Hans': '满200减50', 'zh-Hant': '滿200折50' };
const COLA = { en: 'Buy 6 colas, 20% off', 'zh-Hans': '可乐满6件8折', 'zh-Hant': '可樂滿6件8折' };
const CARE = {
  en: 'Care products: second one half price',
  'zh-Hans': '个人护理第二件半价',
  'zh-Hant': '個人護理第二件半價',
};
const OIL = {
  en: 'Peanut oil 5 l',
  'zh-Hans': '压榨一级花生油 5升',
  'zh-Hant': '壓榨花生油 5公升',
};
const RICE = { en: 'Jasmine rice 5 kg', 'zh-Hans': '茉莉香米 5千克', 'zh-Hant': '茉莉香米 5公斤' };
const TEA = {
  en: 'Oolong tea 250 g',
  'zh-Hans': '冻顶乌龙茶 250克',
  'zh-Hant': '凍頂烏龍茶 250公克',
};

/** Nobody at the screen. */
export function attractView(language: Language): KioskView {
  return KioskView.parse({
    kind: 'view',
    seq: 1,
    nowMs: NOW_MS,
    terminal: 'kiosk-1',
    venueName: { en: 'Riverside Market', 'zh-Hans': '江畔超市', 'zh-Hant': '江畔超市' },
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'Asia/Shanghai',
    language,
    central: 'online',
    printer: 'ready',
    promotions: [
      { id: 'autumn', title: AUTUMN },
      { id: 'cola', title: COLA },
      { id: 'care', title: CARE },
    ],
    meetingPoints: [
      { id: 'desk', name: DESK },
      { id: 'till-1', name: { en: 'Till 1', 'zh-Hans': '1号收银台', 'zh-Hant': '1號收銀台' } },
    ],
    calls: [],
    banners: [],
  });
}

export function calledView(language: Language): KioskView {
  const calls = [37, 112].map((number) => ({
    number,
    visit: MY_VISIT,
    expiresAtMs: NOW_MS + 600_000,
  }));
  return KioskView.parse({ ...attractView(language), calls });
}

/** Adds a visit to a view of the same language. */
function withVisit(language: Language, visit: object): KioskView {
  return KioskView.parse({
    ...attractView(language),
    visit: {
      nickname: ME,
      member: true,
      lines: [],
      subtotalMinor: 0,
      discountMinor: 0,
      totalMinor: 0,
      progress: [],
      usual: [
        { code: 'oil', title: OIL, unitPriceMinor: 6990 },
        { code: 'rice', title: RICE, unitPriceMinor: 3990 },
        { code: 'tea', title: TEA, unitPriceMinor: 4500 },
      ],
      requirements: {
        maxGroupSize: 4,
        minSavingMinor: 1,
        promotions: 'any',
        meetingPoints: 'any',
        blocks: [],
      },
      suggestions: [],
      none: 'no-lines',
      ...visit,
    },
  });
}

export function emptyBasketView(language: Language): KioskView {
  return withVisit(language, {});
}

const LINES = [
  {
    id: '1',
    title: OIL,
    quantity: 1,
    unitPriceMinor: 6990,
    amountMinor: 6990,
    source: 'scanned',
    unknown: false,
  },
  {
    id: '2',
    title: RICE,
    quantity: 1,
    unitPriceMinor: 3990,
    amountMinor: 3990,
    source: 'planned',
    unknown: false,
  },
  {
    id: '3',
    title: { en: 'DAILY MILK 1L' },
    quantity: 1,
    unitPriceMinor: 1020,
    amountMinor: 1020,
    source: 'scanned',
    unknown: true,
  },
];
const BASKET = {
  lines: LINES,
  subtotalMinor: 12_000,
  totalMinor: 12_000,
  progress: [
    {
      promotion: 'autumn',
      title: AUTUMN,
      reachedMinor: 12_000,
      missingMinor: 8000,
      wouldSaveMinor: 5000,
      savesMinor: 0,
    },
    { promotion: 'cola', title: COLA, missingQuantity: 4, wouldSaveMinor: 360, savesMinor: 0 },
  ],
};

/** A basket, and nobody who fits. */
export function basketView(language: Language): KioskView {
  return withVisit(language, { ...BASKET, none: 'nobody-near', waitEstimateMs: 240_000 });
}

/** The moment after a scan. */
export function scannedView(language: Language): KioskView {
  const view = basketView(language);
  return KioskView.parse({
    ...view,
    visit: { ...view.visit, lastScan: { seq: 1, outcome: 'added', title: RICE } },
  });
}

/** More lines than a screen holds. */
export function manyItemsView(language: Language): KioskView {
  const lines = Array.from({ length: 14 }, (_, index) => {
    const line = LINES[index % LINES.length];
    return { ...line, id: String(index + 1) };
  });
  return withVisit(language, { ...BASKET, lines, none: 'nobody-near' });
}

interface Group {
  readonly number: number;
  readonly partners: readonly { readonly nickname: Nickname; readonly contributesMinor: number }[];
  readonly savesMinor: number;
  readonly groupSavesMinor: number;
}

function suggestion(group: Group): SuggestionForMember {
  const reachedMinor =
    12_000 + group.partners.reduce((sum, partner) => sum + partner.contributesMinor, 0);
  const jointTotalMinor = reachedMinor - group.groupSavesMinor;
  return SuggestionForMember.parse({
    suggestion: id(group.number),
    visit: MY_VISIT,
    members: [
      { nickname: ME, mine: true, answer: 'open', contributesMinor: 12_000 },
      ...group.partners.map((partner) => ({ ...partner, mine: false, answer: 'open' })),
    ],
    alonePaysMinor: 12_000,
    paysMinor: 12_000 - group.savesMinor,
    savesMinor: group.savesMinor,
    jointPaysMinor: 12_000 - group.savesMinor,
    jointTotalMinor,
    groupSavesMinor: group.groupSavesMinor,
    myLines: [{ visit: MY_VISIT, name: '压榨一级花生油 5升', quantity: 1, amountMinor: 6990 }],
    reasons: [
      {
        promotion: 'autumn',
        title: AUTUMN,
        thresholdMinor: 20_000,
        reachedMinor,
        discountMinor: group.groupSavesMinor,
      },
    ],
    meetingPoint: { id: 'desk', name: DESK },
    expiresAtMs: NOW_MS + 112_000,
    explain: { shapleyMinor: group.savesMinor, floorMinor: 0, adjustedMinor: 0 },
  });
}

const WITH_ORANGE = suggestion({
  number: 11,
  partners: [{ nickname: ORANGE, contributesMinor: 9000 }],
  savesMinor: 2500,
  groupSavesMinor: 5000,
});
const WITH_CHERRY = suggestion({
  number: 12,
  partners: [{ nickname: CHERRY, contributesMinor: 8250 }],
  savesMinor: 2400,
  groupSavesMinor: 5000,
});
const WITH_THREE = suggestion({
  number: 13,
  partners: [
    { nickname: ORANGE, contributesMinor: 3000 },
    { nickname: CHERRY, contributesMinor: 2950 },
    { nickname: GRAPE, contributesMinor: 2250 },
  ],
  savesMinor: 1250,
  groupSavesMinor: 5000,
});
export const BEST = WITH_ORANGE.suggestion;

/** Somebody fits. */
export function oneSuggestionView(language: Language): KioskView {
  return withVisit(language, { ...BASKET, none: undefined, suggestions: [WITH_ORANGE] });
}

export function suggestionsView(language: Language): KioskView {
  return withVisit(language, {
    ...BASKET,
    none: undefined,
    suggestions: [WITH_ORANGE, WITH_CHERRY, WITH_THREE],
  });
}

export function waitingView(language: Language): KioskView {
  const accepted = {
    ...WITH_ORANGE,
    members: WITH_ORANGE.members.map((member) => ({
      ...member,
      answer: member.mine ? 'accepted' : 'open',
    })),
  };
  return withVisit(language, {
    ...BASKET,
    none: undefined,
    suggestions: [accepted, WITH_CHERRY],
    accepted: accepted.suggestion,
  });
}

/** The slip of a pairing, in the words of its language. */
export function pairingSlip(language: Language): PairingSlip {
  const name = (texts: Readonly<Partial<Record<Language, string>>>) => texts[language] ?? '';
  return PairingSlip.parse({
    kind: 'pairing',
    pairing: id(20),
    visit: MY_VISIT,
    terminal: 'kiosk-1',
    language,
    venueName: name({ en: 'Riverside Market', 'zh-Hans': '江畔超市', 'zh-Hant': '江畔超市' }),
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'Asia/Shanghai',
    me: ME,
    partners: [ORANGE],
    meetingPoint: { id: 'desk', name: DESK },
    expiresAtMs: NOW_MS + 1_140_000,
    joint: [
      { visit: MY_VISIT, name: name(OIL), quantity: 1, amountMinor: 6990 },
      { visit: MY_VISIT, name: name(RICE), quantity: 1, amountMinor: 5010 },
      { visit: ORANGES_VISIT, name: name(TEA), quantity: 2, amountMinor: 9000 },
    ],
    jointPaysMinor: 9500,
    jointTotalMinor: 16_000,
    savesMinor: 2500,
    code: CODE,
    reprint: false,
  });
}

export function slipPicture(language: Language, purpose: SlipPurpose = 'paper'): string {
  return slipSvg(pairingSlip(language), PrinterProfile.parse({}), purpose);
}

interface PairingFacts {
  readonly state?: 'confirmed' | 'redeemed' | 'cancelled' | 'expired';
  readonly endedBecause?: string;
  readonly slipState?: string;
  readonly messages?: readonly object[];
}

function paired(language: Language, facts: PairingFacts): KioskView {
  return withVisit(language, {
    ...BASKET,
    none: 'paired',
    pairing: {
      pairing: id(20),
      state: facts.state ?? 'confirmed',
      endedBecause: facts.endedBecause,
      slip: pairingSlip(language),
      slipSvg: slipPicture(language),
      slipState: facts.slipState ?? 'printed',
      channel: id(21),
      messages: facts.messages ?? [],
    },
  });
}

export function matchedView(language: Language): KioskView {
  return paired(language, {});
}

const MESSAGES = [
  { channel: id(21), from: MY_VISIT, nickname: ME, phrase: 'on-my-way', sentAtMs: NOW_MS - 20_000 },
  {
    channel: id(21),
    from: ORANGES_VISIT,
    nickname: ORANGE,
    phrase: 'two-more-minutes',
    sentAtMs: NOW_MS - 5000,
  },
];

export function messagesView(language: Language): KioskView {
  return paired(language, { messages: MESSAGES });
}

/** Paper ran out before the slip: the screen is the slip. */
export function paperOutView(language: Language): KioskView {
  const view = paired(language, { slipState: 'queued' });
  return KioskView.parse({ ...view, printer: 'paper-out', banners: ['printer-trouble'] });
}

export function redeemedView(language: Language): KioskView {
  return paired(language, { state: 'redeemed', endedBecause: 'redeemed' });
}

export function partnerGoneView(language: Language): KioskView {
  return paired(language, { state: 'cancelled', endedBecause: 'partner' });
}

export function centralAwayView(language: Language): KioskView {
  return KioskView.parse({
    ...basketView(language),
    central: 'offline',
    banners: ['central-away'],
  });
}
