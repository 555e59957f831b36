import { correction, generate } from 'lean-qr';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

/** A QR code, correction M, with the quiet zone of four modules that readers need; always dark on light. */
export function Qr(props: { readonly text: string; readonly label: string }): JSX.Element {
  const { size, path } = useMemo(() => {
    const code = generate(props.text, { minCorrectionLevel: correction.M });
    let modules = '';
    for (let y = 0; y < code.size; y += 1) {
      for (let x = 0; x < code.size; x += 1) {
        if (code.get(x, y)) modules += `M${String(x)} ${String(y)}h1v1h-1z`;
      }
    }
    return { size: code.size, path: modules };
  }, [props.text]);
  return (
    <svg
      class="qr"
      viewBox={`-4 -4 ${String(size + 8)} ${String(size + 8)}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={props.label}
    >
      <rect class="code-paper" x="-4" y="-4" width={size + 8} height={size + 8} />
      <path class="code-ink" d={path} />
    </svg>
  );
}
