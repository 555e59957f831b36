import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { clockTime, moneyFormat, type MoneyFormat } from '../i18n/format.ts';
import { type LocalText, textFor } from '../../contracts/language.ts';
import type { Messages } from '../i18n/messages.ts';
import type { Session } from '../session/session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session of this page. A part outside of it is a mistake of ours. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('a part of the kiosk page stands outside of it');
  return session;
}

/** Everything that turns facts into text for the reader. */
export interface Words {
  readonly t: Messages;
  readonly money: MoneyFormat;
  readonly text: (texts: LocalText) => string;
  readonly time: (atMs: number) => string;
}

const formats = new Map<string, MoneyFormat>();

export function useWords(): Words {
  const session = useSession();
  const language = session.language.value;
  const view = session.view;
  const currency = view?.currency ?? 'CNY';
  const minorDigits = view?.minorDigits ?? 2;
  const key = `${language} ${currency} ${String(minorDigits)}`;
  let money = formats.get(key);
  if (money === undefined) {
    money = moneyFormat({ language, currency, minorDigits });
    formats.set(key, money);
  }
  return {
    t: session.t,
    money,
    text: (texts) => textFor(texts, language),
    time: (atMs) => clockTime(atMs, view?.timeZone ?? 'UTC', language),
  };
}
