import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** The colours that a rule of tokens.css sets. */
function coloursOf(selector: string): Readonly<Record<string, string>> {
  const start = css.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no rule ${selector}`);
  const rule = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...rule.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1], found[2]]),
  );
}

/** Relative luminance. Source: WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Text on its ground: 7 to 1, because the screen stands in daylight. */
const TEXT_PAIRS = [
  ['ink', 'paper'],
  ['ink', 'card'],
  ['soft', 'paper'],
  ['soft', 'card'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['on-accent', 'accent'],
  ['on-mint', 'mint'],
  ['on-sun', 'sun'],
  ['on-warn', 'warn'],
  ['on-blush', 'blush'],
  ['paper', 'ink'],
  ['code-ink', 'code-paper'],
] as const;

/** Rims, rings and pictures: 3 to 1. */
const SHAPE_PAIRS = [
  ['edge', 'paper'],
  ['edge', 'card'],
  ['focus', 'paper'],
  ['focus', 'card'],
  ['accent', 'mint'],
  ['fruit-red', 'disc-red'],
  ['fruit-blue', 'disc-blue'],
  ['fruit-green', 'disc-green'],
  ['fruit-yellow', 'disc-yellow'],
  ['fruit-purple', 'disc-purple'],
  ['fruit-teal', 'disc-teal'],
] as const;

describe.each([
  ['normal', {}],
  ['high', coloursOf(":root[data-contrast='high']")],
] as const)('%s contrast', (_name, over) => {
  const colours = { ...coloursOf(':root'), ...over };
  const of = (token: string): string => {
    const colour = colours[token];
    if (colour === undefined) throw new Error(`tokens.css has no --${token}`);
    return colour;
  };

  test.each(TEXT_PAIRS)('%s on %s is at least 7 to 1', (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(7);
  });

  test.each(SHAPE_PAIRS)('%s on %s is at least 3 to 1', (shape, ground) => {
    expect(contrast(of(shape), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
