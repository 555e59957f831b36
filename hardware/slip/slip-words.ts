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
