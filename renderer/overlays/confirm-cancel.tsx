import type { JSX } from 'preact';
import type { PairingView } from '../../contracts/socket.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Dialog } from './dialog.tsx';

/** Cancelling needs no reason, but it needs a second tap: a code dies with it. */
export function ConfirmCancel(props: { readonly pairing: PairingView }): JSX.Element {
  const session = useSession();
  const { t } = useWords();
  const cancel = async () => {
    session.closeOverlay();
    await session.send({ kind: 'cancel-pairing', pairing: props.pairing.pairing });
  };
  return (
    <Dialog
      name="confirm-cancel"
      role="alertdialog"
      title={t.confirmCancel.title}
      line={t.confirmCancel.line}
    >
      <div class="pair">
        <Button id="cancel-yes" onPress={() => void cancel()}>
          {t.confirmCancel.yes}
        </Button>
        <Button id="cancel-no" look="main" onPress={() => session.closeOverlay()}>
          {t.confirmCancel.no}
        </Button>
      </div>
    </Dialog>
  );
}
