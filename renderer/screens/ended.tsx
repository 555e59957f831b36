import type { JSX } from 'preact';
import type { PairingView } from '../../contracts/socket.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Saving } from '../parts/saving.tsx';
import { Stage, Title } from '../parts/stage.tsx';
import type { Messages } from '../i18n/messages.ts';

/** The pairing is over: paid, or called off; in no case does anybody lose. */
export function Ended(props: { readonly pairing: PairingView }): JSX.Element {
  const session = useSession();
  const { t, money } = useWords();
  const { pairing } = props;
  const isPaid = pairing.state === 'redeemed';
  return (
    <Stage
      name="ended"
      show={
        <>
          <p class="together">
            <Avatar who={pairing.slip.me} size="large" rim={isPaid ? 'accepted' : 'none'} />
            {isPaid &&
              pairing.slip.partners.map((partner, index) => (
                <Avatar key={index} who={partner} size="large" rim="accepted" />
              ))}
          </p>
          {isPaid ? (
            <>
              <Saving
                label={t.ended.redeemed}
                money={money.short(pairing.slip.savesMinor)}
                isHeading
              />
              <p class="lead">{t.ended.redeemedLine}</p>
            </>
          ) : (
            <>
              <Title>{whyEnded(pairing, t)}</Title>
              <p class="lead">{t.ended.goneLine}</p>
            </>
          )}
        </>
      }
      act={
        <>
          {!isPaid && (
            <Button id="look-again" look="main" onPress={() => session.readEnd(pairing.pairing)}>
              {t.ended.backToBasket}
            </Button>
          )}
          <Button id="finish" look={isPaid ? 'main' : 'plain'} onPress={() => session.leave()}>
            {t.ended.finish}
          </Button>
        </>
      }
    />
  );
}

function whyEnded(pairing: PairingView, t: Messages): string {
  switch (pairing.endedBecause) {
    case 'me':
      return t.ended.me;
    case 'deadline':
      return t.ended.expired;
    case 'partner':
    case 'staff':
    case 'redeemed':
      return t.ended.partner;
    case undefined:
      return pairing.state === 'expired' ? t.ended.expired : t.ended.partner;
  }
}
