import { describe, expect, test } from 'vitest';
import { attractView, pairingWith, visitView, withOrange } from '../testing/sample-view.ts';
import type { LocalRoute } from './local-route.ts';
import { type Local, screenFor } from './screen.ts';

const LOCAL: Local = {
  link: 'online',
  isAway: false,
  route: { kind: 'home' },
  waitNumber: undefined,
  read: undefined,
};
const at = (route: LocalRoute): Local => ({ ...LOCAL, route });
const suggestion = withOrange();

describe('before anybody is known', () => {
  test.each([
    [{ kind: 'home' }, 'attract'],
    [{ kind: 'identify' }, 'identify'],
    [{ kind: 'keypad', asks: 'card' }, 'keypad'],
    [{ kind: 'items' }, 'attract'],
    [{ kind: 'phrases' }, 'attract'],
  ] as const)('at %j the screen is %s', (route, kind) => {
    expect(screenFor(attractView(), at(route)).kind).toBe(kind);
  });
});

describe('during a visit', () => {
  test.each([
    [{ kind: 'home' }, 'basket'],
    [{ kind: 'identify' }, 'basket'],
    [{ kind: 'keypad', asks: 'card' }, 'basket'],
    [{ kind: 'items' }, 'items'],
    [{ kind: 'add' }, 'add'],
    [{ kind: 'requirements' }, 'requirements'],
    [{ kind: 'suggestions' }, 'basket'],
    [{ kind: 'detail', suggestion: suggestion.suggestion }, 'basket'],
    [{ kind: 'phrases' }, 'basket'],
  ] as const)('without suggestions, at %j, the screen is %s', (route, kind) => {
    expect(screenFor(visitView(), at(route)).kind).toBe(kind);
  });

  test('a suggestion never pulls anybody away from what she is doing', () => {
    const view = visitView({ suggestions: [suggestion] });
    expect(screenFor(view, at({ kind: 'items' })).kind).toBe('items');
    expect(screenFor(view, at({ kind: 'home' })).kind).toBe('basket');
  });

  test('the detail of a suggestion that has gone falls back to those that are left', () => {
    const other = withOrange({ suggestion: suggestion.suggestion.replace(/.$/, '0') });
    const route: LocalRoute = { kind: 'detail', suggestion: suggestion.suggestion };
    expect(screenFor(visitView({ suggestions: [suggestion, other] }), at(route)).kind).toBe(
      'detail',
    );
    expect(screenFor(visitView({ suggestions: [other] }), at(route)).kind).toBe('suggestions');
  });

  test('an accepted suggestion is waited for, wherever she was', () => {
    const view = visitView({ suggestions: [suggestion], accepted: suggestion.suggestion });
    expect(screenFor(view, at({ kind: 'items' })).kind).toBe('waiting');
  });

  test('an acceptance whose suggestion has gone does not hold the screen', () => {
    expect(screenFor(visitView({ accepted: suggestion.suggestion }), LOCAL).kind).toBe('basket');
  });

  test('a pairing comes before an acceptance, and its messages have their own screen', () => {
    const view = visitView({
      suggestions: [suggestion],
      accepted: suggestion.suggestion,
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
