import type { JSX } from 'preact';

const BARS = [0, 7, 10, 18, 22, 31, 34, 42, 50, 53, 61, 66, 74, 79, 86];

/** A card or a product in the light of the scanner: what to do, without words. */
export function ScanPicture(props: { readonly what: 'card' | 'product' }): JSX.Element {
  return (
    <svg class="scan-picture" viewBox="0 0 480 260" aria-hidden="true">
      <path class="scan-light" d="M240 250 120 150h240z" />
      <rect class="scan-head" x="190" y="226" width="100" height="30" rx="12" />
      {props.what === 'card' ? (
        <rect class="scan-card" x="130" y="18" width="220" height="140" rx="18" />
      ) : (
        <path
          class="scan-card"
          d="M200 14h80v30l22 28v86a14 14 0 0 1-14 14h-96a14 14 0 0 1-14-14V72l22-28z"
        />
      )}
      <g class="scan-bars">
        {BARS.map((x, index) => (
          <rect key={x} x={195 + x} y="88" width={index % 3 === 0 ? 5 : 3} height="44" />
        ))}
      </g>
      <path class="scan-beam" d="M170 112h140" />
    </svg>
  );
}
