import { describe, expect, test } from 'vitest';
import { attractView, pairingWith, visitView, withOrange } from '../testing/sample-view.ts';
import { type Local, type Place, screenFor } from './screen.ts';

const LOCAL: Local = {
  link: 'online',
  isAway: false,
  place: { kind: 'home' },
  waitNumber: undefined,
  read: undefined,
};
const at = (place: Place): Local => ({ ...LOCAL, place });
const offer = withOrange();

describe('before anybody is known', () => {
  test.each([
    [{ kind: 'home' }, 'attract'],
    [{ kind: 'identify' }, 'identify'],
    [{ kind: 'keypad', asks: 'card' }, 'keypad'],
    [{ kind: 'items' }, 'attract'],
    [{ kind: 'phrases' }, 'attract'],
  ] as const)('at %j the screen is %s', (place, kind) => {
    expect(screenFor(attractView(), at(place)).kind).toBe(kind);
  });
});

describe('during a visit', () => {
  test.each([
    [{ kind: 'home' }, 'basket'],
    [{ kind: 'identify' }, 'basket'],
    [{ kind: 'keypad', asks: 'card' }, 'basket'],
    [{ kind: 'items' }, 'items'],
    [{ kind: 'add' }, 'add'],
    [{ kind: 'wishes' }, 'wishes'],
    [{ kind: 'offers' }, 'basket'],
    [{ kind: 'detail', suggestion: offer.suggestion }, 'basket'],
    [{ kind: 'phrases' }, 'basket'],
  ] as const)('without suggestions, at %j, the screen is %s', (place, kind) => {
    expect(screenFor(visitView(), at(place)).kind).toBe(kind);
  });

  test('a suggestion never pulls anybody away from what she is doing', () => {
    const view = visitView({ suggestions: [offer] });
    expect(screenFor(view, at({ kind: 'items' })).kind).toBe('items');
    expect(screenFor(view, at({ kind: 'home' })).kind).toBe('basket');
  });

  test('the detail of a suggestion that has gone falls back to those that are left', () => {
    const other = withOrange({ suggestion: offer.suggestion.replace(/.$/, '0') });
    const place: Place = { kind: 'detail', suggestion: offer.suggestion };
    expect(screenFor(visitView({ suggestions: [offer, other] }), at(place)).kind).toBe('detail');
    expect(screenFor(visitView({ suggestions: [other] }), at(place)).kind).toBe('offers');
  });

  test('an accepted suggestion is waited for, wherever she was', () => {
    const view = visitView({ suggestions: [offer], accepted: offer.suggestion });
    expect(screenFor(view, at({ kind: 'items' })).kind).toBe('waiting');
  });

  test('an acceptance whose suggestion is no longer offered does not hold the screen', () => {
    expect(screenFor(visitView({ accepted: offer.suggestion }), LOCAL).kind).toBe('basket');
  });

  test('a pairing comes before an acceptance, and its messages have their own screen', () => {
    const view = visitView({
      suggestions: [offer],
      accepted: offer.suggestion,
      pairing: pairingWith(),
    });
    expect(screenFor(view, LOCAL).kind).toBe('matched');
    expect(screenFor(view, at({ kind: 'phrases' })).kind).toBe('phrases');
  });

  test('an ended pairing is shown until it has been read, then the basket comes back', () => {
    const view = visitView({
      pairing: pairingWith({ state: 'cancelled', endedBecause: 'partner' }),
    });
    const ended = screenFor(view, LOCAL);
    expect(ended.kind).toBe('ended');
    const read = view.visit?.pairing?.pairing;
    expect(screenFor(view, { ...LOCAL, read }).kind).toBe('basket');
  });
});

describe('before everything else', () => {
  test('a wait number just handed out is shown', () => {
    expect(screenFor(attractView(), { ...LOCAL, waitNumber: 37 })).toMatchObject({
      kind: 'wait-slip',
      number: 37,
    });
  });

  test.each([
    ['there is no view yet', undefined, LOCAL],
    ['the connection is gone', visitView(), { ...LOCAL, link: 'lost', isAway: true }],
    ['the token is not known', visitView(), { ...LOCAL, link: 'refused' }],
  ] as const)('where %s the screen says so', (_why, view, local) => {
    expect(screenFor(view, local).kind).toBe('offline');
  });
});
