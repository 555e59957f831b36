import type { JSX } from 'preact';
import { eanModules } from './ean.ts';

/** The code as an EAN-13, for a camera or a scanner that does not read QR. The digits stand below it as text. */
export function Barcode(props: { readonly digits: string; readonly label: string }): JSX.Element {
  const modules = eanModules(props.digits);
  let path = '';
  for (const [x, bit] of modules.split('').entries())
    if (bit === '1') path += `M${String(x)} 0h1v60h-1z`;
  return (
    <svg
      class="barcode"
      viewBox="-11 -4 117 68"
      preserveAspectRatio="none"
      shape-rendering="crispEdges"
      role="img"
      aria-label={props.label}
    >
      <rect class="code-paper" x="-11" y="-4" width="117" height="68" />
      <path class="code-ink" d={path} />
    </svg>
  );
}
