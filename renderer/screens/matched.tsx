import type { JSX } from 'preact';
import type { KioskView, PairingView } from '../../contracts/socket.ts';
import { fullNickname } from '../i18n/words.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Barcode } from '../parts/barcode.tsx';
import { Button } from '../parts/button.tsx';
import { useSession, useWords, type Words } from '../parts/context.ts';
import { Countdown } from '../parts/countdown.tsx';
import { Qr } from '../parts/qr.tsx';
import { Stage, Title } from '../parts/stage.tsx';

type Paper = 'printing' | 'printed' | 'paper' | 'none';

/** What the paper does, in the four ways in which a shopper must act on it. */
export function paperOf(pairing: PairingView, printer: KioskView['printer']): Paper {
  switch (pairing.slipState) {
    case 'no-printer':
      return 'none';
    case 'uncertain':
      return 'paper';
    case 'printed':
    case 'sent-unconfirmed':
      return 'printed';
    case 'none':
    case 'queued':
    case 'printing':
      if (printer === 'none') return 'none';
      return printer === 'ready' || printer === 'near-end' ? 'printing' : 'paper';
  }
}

/** A code as people read it aloud: one digit, then twice six, as below every EAN-13. */
export function groupedDigits(code: string): string {
  return `${code.slice(0, 1)} ${code.slice(1, 7)} ${code.slice(7)}`;
}

/** It is settled: where, until when, with whom, what to do, and the code. Where paper fails the code takes its place, large. */
export function Matched(props: {
  readonly view: KioskView;
  readonly pairing: PairingView;
}): JSX.Element {
  const session = useSession();
  const words = useWords();
  const { t, money, text, time } = words;
  const { pairing, view } = props;
  const { slip } = pairing;
  const paper = paperOf(pairing, view.printer);
  const names = t.words.and(slip.partners.map((partner) => fullNickname(partner, t)));
  return (
    <Stage
      name="matched"
      show={
        <>
          <Title>{t.matched.title(text(slip.meetingPoint.name))}</Title>
          <div class="partners">
            {slip.partners.map((partner, index) => (
              <Avatar key={index} who={partner} size="large" />
            ))}
            <p class="lead">
              {t.matched.meet(names)}
              <span class="meet-by">
                <b>{t.matched.until(time(slip.expiresAtMs))}</b> ·{' '}
                <Countdown atMs={slip.expiresAtMs} text={t.matched.left} />
              </span>
            </p>
          </div>
          <Code code={slip.code} paper={paper} words={words} />
          <ol class="steps">
            <li>{t.matched.stepFind(names)}</li>
            <li>{t.matched.stepTill(money.exact(slip.jointTotalMinor))}</li>
            {paper !== 'paper' && paper !== 'none' && <li>{t.matched.stepScan}</li>}
          </ol>
          <dl class="money two">
            <div>
              <dt>{t.matched.youPay}</dt>
              <dd data-testid="pays">{money.exact(slip.jointPaysMinor)}</dd>
            </div>
            <div class="money-saved">
              <dt>{t.matched.youSave}</dt>
              <dd data-testid="saves">{money.exact(slip.savesMinor)}</dd>
            </div>
          </dl>
          <LastMessage pairing={pairing} words={words} />
        </>
      }
      act={
        <>
          <div class="pair">
            <Button id="message" onPress={() => session.navigate({ kind: 'phrases' })}>
              {t.matched.message}
            </Button>
            <Button id="cancel" onPress={() => session.openOverlay({ kind: 'confirm-cancel' })}>
              {t.matched.cancel}
            </Button>
          </div>
          <Button id="finish" look="main" onPress={() => session.leave()}>
            {t.matched.done}
          </Button>
        </>
      }
    />
  );
}

/** The code as QR and as digits; where paper fails, larger, with the barcode that every till scanner reads. */
function Code(props: {
  readonly code: string;
  readonly paper: Paper;
  readonly words: Words;
}): JSX.Element {
  const { t } = props.words;
  const isOnScreen = props.paper === 'paper' || props.paper === 'none';
  return (
    <section class={isOnScreen ? 'code is-large' : 'code'} data-testid="code-card">
      <Qr text={props.code} label={`${t.matched.code} QR`} />
      <div class="code-text">
        <h2>{t.matched.code}</h2>
        <p class="code-digits" data-testid="code" data-code={props.code}>
          {groupedDigits(props.code)}
        </p>
        {isOnScreen && <Barcode digits={props.code} label={`${t.matched.code} EAN-13`} />}
        {!isOnScreen && (
          <p class="slip-state" aria-live="polite" data-testid="slip-state">
            {t.matched.slip[props.paper]}
          </p>
        )}
      </div>
      {isOnScreen && (
        <p class="slip-state is-trouble" aria-live="polite" data-testid="slip-state">
          {t.matched.slip[props.paper]}
        </p>
      )}
    </section>
  );
}

function LastMessage(props: { readonly pairing: PairingView; readonly words: Words }): JSX.Element {
  const { t } = props.words;
  const last = props.pairing.messages.findLast(
    (message) => message.from !== props.pairing.slip.visit,
  );
  return (
    <p
      class={last === undefined ? 'said is-empty' : 'said'}
      aria-live="polite"
      data-testid="last-message"
    >
      {last !== undefined &&
        t.matched.says(fullNickname(last.nickname, t), t.phrases.texts[last.phrase])}
    </p>
  );
}
