import type { Language } from '../../contracts/language.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';

type Encoding = PrinterProfile['encoding'];

/** The words of a slip in one language, and what the language needs of a printer. */
export interface SlipWords {
  /** The encodings whose characters suffice for these words. */
  readonly encodings: readonly Encoding[];
  /** How a currency is written after its amount; a currency that is not named stands before the amount by its code. */
  readonly currencyUnits: Readonly<Record<string, string>>;
  readonly pairingTitle: string;
  readonly iAm: string;
  /** Above the name of the place. */
  readonly meetAt: string;
  readonly until: (time: string) => string;
  readonly with: (names: string) => string;
  readonly onTheReceipt: string;
  readonly mine: string;
  readonly theirs: string;
  readonly more: (lines: number) => string;
  readonly jointTotal: string;
  readonly iPay: string;
  readonly iSave: string;
  readonly atTheTill: string;
  readonly codeComes: string;
  readonly reprint: string;
  readonly waitTitle: string;
  readonly yourNumber: string;
  readonly waitAdvice: string;
  readonly issued: (time: string) => string;
  readonly testTitle: string;
  readonly testAdvice: string;
}

const EN: SlipWords = {
  encodings: ['gb18030', 'big5', 'shiftjis', 'ksc5601', 'cp437', 'cp858', 'cp866', 'cp1252'],
  currencyUnits: {},
  pairingTitle: 'Buy together',
  iAm: 'You are',
  meetAt: 'Meet at',
  until: (time) => `until ${time}`,
  with: (names) => `with ${names}`,
  onTheReceipt: 'On the joint receipt',
  mine: 'Yours',
  theirs: 'Theirs',
  more: (lines) => `and ${lines} more lines`,
  jointTotal: 'Joint total',
  iPay: 'You pay there',
  iSave: 'You save',
  atTheTill: 'Show this code at the till',
  codeComes: 'Your code is printed here once all have accepted',
  reprint: 'REPRINT: earlier slips are void',
  waitTitle: 'Nobody fits right now',
  yourNumber: 'Your number',
  waitAdvice: 'Go on shopping. When your number is called, come back to the kiosk.',
  issued: (time) => `issued at ${time}`,
  testTitle: 'Test slip',
  testAdvice: 'If this line, the ruler and both codes are clear, the printer is ready.',
};

const ZH_HANS: SlipWords = {
  encodings: ['gb18030'],
  currencyUnits: { CNY: '元', TWD: '元', HKD: '港元', MOP: '澳门元' },
  pairingTitle: '拼单凭条',
  iAm: '您是',
  meetAt: '集合地点',
  until: (time) => `有效至 ${time}`,
  with: (names) => `同伴：${names}`,
  onTheReceipt: '合并结账的商品',
  mine: '您的',
  theirs: '同伴的',
  more: (lines) => `另有 ${lines} 行`,
  jointTotal: '合并总额',
  iPay: '您在此支付',
  iSave: '您节省',
  atTheTill: '结账时请出示此码',
  codeComes: '所有人接受后，这里印拼单码',
  reprint: '重印：之前的凭条作废',
  waitTitle: '暂时没有合适的同伴',
  yourNumber: '您的号码',
  waitAdvice: '请继续购物，叫到号码时请回到自助屏。',
  issued: (time) => `取号时间 ${time}`,
  testTitle: '测试凭条',
  testAdvice: '如果本行文字、标尺和两个条码都清晰，打印机即可使用。',
};

const ZH_HANT: SlipWords = {
  encodings: ['gb18030', 'big5'],
  currencyUnits: { CNY: '元', TWD: '元', HKD: '港元', MOP: '澳門元' },
  pairingTitle: '拼單憑條',
  iAm: '您是',
  meetAt: '集合地點',
  until: (time) => `有效至 ${time}`,
  with: (names) => `同伴：${names}`,
  onTheReceipt: '合併結帳的商品',
  mine: '您的',
  theirs: '同伴的',
  more: (lines) => `另有 ${lines} 行`,
  jointTotal: '合併總額',
  iPay: '您在此支付',
  iSave: '您節省',
  atTheTill: '結帳時請出示此碼',
  codeComes: '所有人接受後，這裡印拼單碼',
  reprint: '重印：之前的憑條作廢',
  waitTitle: '暫時沒有合適的同伴',
  yourNumber: '您的號碼',
  waitAdvice: '請繼續購物，叫到號碼時請回到自助螢幕。',
  issued: (time) => `取號時間 ${time}`,
  testTitle: '測試憑條',
  testAdvice: '如果本行文字、標尺和兩個條碼都清晰，印表機即可使用。',
};

const WORDS: Readonly<Record<Language, SlipWords>> = {
  en: EN,
  'zh-Hans': ZH_HANS,
  'zh-Hant': ZH_HANT,
};

export function slipWords(language: Language): SlipWords {
  return WORDS[language];
}
