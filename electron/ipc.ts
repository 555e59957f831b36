import { allowNavigation } from './policy.ts';

/** The part of an IPC event that is looked at. */
export interface IpcEvent {
  readonly senderFrame: { readonly url: string } | null;
  returnValue?: unknown;
}

/**
 * Wraps what answers the page, so that only the page's own frame is answered; anybody else is refused and reported.
 * Source: docs/facts/kiosk.md#electron-security.
 */
export function guard<A extends readonly unknown[]>(
  answer: (event: IpcEvent, ...args: A) => void,
  onStranger: (url: string) => void,
): (event: IpcEvent, ...args: A) => void {
  return (event, ...args) => {
    const url = event.senderFrame?.url ?? 'a frame that is gone';
    if (allowNavigation(url)) answer(event, ...args);
    else onStranger(url);
  };
}
