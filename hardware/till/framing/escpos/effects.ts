import { DLE, ESC, FS, GS, word } from './commands.ts';

/** What a printer command means for somebody who only wants to know what was printed. */
export type Effect =
  /** The printer forgets all settings. */
  | { readonly kind: 'reset' }
  /** One-byte text is in this page from here on. */
  | { readonly kind: 'page'; readonly page: number }
  /** Two-byte text begins or ends. */
  | { readonly kind: 'cjk'; readonly isOn: boolean }
  /** The paper moves on. */
  | { readonly kind: 'line-end' }
  /** The head jumps inside the line: what follows is another column. */
  | { readonly kind: 'column' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'drawer' }
  | { readonly kind: 'raster'; readonly heightDots: number }
  | { readonly kind: 'none' };

const NONE: Effect = { kind: 'none' };

/**
 * The effect of a command that is complete. Source: Epson ESC/POS command reference.
 * @param p its first parameters
 */
export function effectOf(lead: number, second: number, p: Uint8Array): Effect {
  const name = String.fromCharCode(second);
  if (lead === ESC) return escEffect(name, p);
  if (lead === GS) return gsEffect(name, p);
  if (lead === FS) return fsEffect(name);
  return lead === DLE && second === 0x14 && p[0] === 1 ? { kind: 'drawer' } : NONE;
}

function escEffect(name: string, p: Uint8Array): Effect {
  switch (name) {
    case '@':
      return { kind: 'reset' };
    case 't':
      return { kind: 'page', page: p[0] ?? 0 };
    case 'd':
    case 'J':
    case 'e':
    case 'K':
      return { kind: 'line-end' };
    case '$':
    case '\\':
      return { kind: 'column' };
    case '*':
      return { kind: 'raster', heightDots: (p[0] ?? 0) >= 32 ? 24 : 8 };
    case 'p':
      return { kind: 'drawer' };
    case 'i':
    case 'm':
      return { kind: 'cut' };
    default:
      return NONE;
  }
}

function gsEffect(name: string, p: Uint8Array): Effect {
  const raster = (heightDots: number): Effect => ({ kind: 'raster', heightDots });
  if (name === 'V') return { kind: 'cut' };
  if (name === 'v') return raster(word(p, 4) * (((p[1] ?? 0) & 2) === 0 ? 1 : 2));
  if (name === '(' && p[0] === 0x4c && p[4] === 0x70) return raster(word(p, 10) * (p[7] ?? 1));
  if (name === '8' && p[0] === 0x4c && p[6] === 0x70) return raster(word(p, 12) * (p[9] ?? 1));
  return name === 'Q' ? raster(word(p, 4)) : NONE;
}

function fsEffect(name: string): Effect {
  if (name === '&' || name === '.') return { kind: 'cjk', isOn: name === '&' };
  // A stored picture of a height that only the printer knows.
  return name === 'p' ? { kind: 'raster', heightDots: 0 } : NONE;
}
