import { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { PairingSlip } from '../../contracts/slip.ts';
import type { SlipPurpose } from '../../hardware/slip/document.ts';
import { slipSvg } from '../../hardware/slip/layout.ts';

const PICTURES_KEPT = 50;

/** The printed document as a picture for the screen. Without a printer it is drawn as for 80 mm. */
export type SlipPictures = (
  slip: PairingSlip,
  profile: PrinterProfile | undefined,
  purpose: SlipPurpose,
) => string;

/** Pictures that are drawn once for each slip and paper. */
export function slipPictures(): SlipPictures {
  const pictures = new Map<string, string>();
  return (slip, profile = PrinterProfile.parse({}), purpose) => {
    const key = JSON.stringify([slip, profile, purpose]);
    const known = pictures.get(key);
    if (known !== undefined) return known;
    const svg = slipSvg(slip, profile, purpose);
    pictures.set(key, svg);
    for (const oldest of [...pictures.keys()].slice(0, -PICTURES_KEPT)) pictures.delete(oldest);
    return svg;
  };
}
