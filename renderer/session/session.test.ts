import { describe, expect, test } from 'vitest';
import { attractView, NOW_MS, pairingWith, visitView, withOrange } from '../testing/sample-view.ts';
import { patienceOf } from '../screens/screens.tsx';
import type { Outcome } from './link.ts';
import { Session } from './session.ts';
import type { OutgoingCommand } from './socket-codec.ts';

function stand(answer: (command: OutgoingCommand) => Outcome = () => ({ kind: 'done', id: 1 })) {
  const said: OutgoingCommand[] = [];
  let clockMs = 0;
  let chimes = 0;
  const session = new Session({
    send: (command) => {
      said.push(command);
      return Promise.resolve(answer(command));
    },
    patienceOf,
    clock: () => clockMs,
    onChime: () => (chimes += 1),
  });
  session.onLink('online');
  const pass = (ms: number) => {
    clockMs += ms;
    session.tick();
  };
  return { session, said, pass, chimes: () => chimes };
}
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const suggestion = withOrange();

describe('a view replaces the state whole', () => {
  test('what the new one does not say is gone', () => {
    const { session } = stand();
    session.onView(visitView({ suggestions: [suggestion] }));
    session.onView(visitView());
    expect(session.screen.value).toMatchObject({ kind: 'basket', visit: { suggestions: [] } });
  });

  test("countdowns count with the daemon's clock, not the screen's", () => {
    const { session, pass } = stand();
    pass(777_000);
    session.onView(visitView());
    expect(session.nowMs).toBe(NOW_MS);
    pass(1500);
    expect(session.nowMs).toBe(NOW_MS + 1500);
  });
});

describe('leaving', () => {
  test('forgets at once, before the daemon has answered', async () => {
    const { session, said } = stand();
    session.onView(visitView());
    session.set({ type: '1.5', language: 'zh-Hant' });
    session.leave();
    expect(session.screen.value.kind).toBe('attract');
    expect(session.settings.value).toMatchObject({ type: '1', language: undefined });
    expect(JSON.stringify(session.view)).not.toContain('nickname');
    await settled();
    expect(said.at(-1)).toEqual({ kind: 'leave' });
  });

  test('a view that was on its way brings nobody back', async () => {
    const { session } = stand();
    session.onView(visitView());
    session.leave();
    session.onView(visitView());
    expect(session.screen.value.kind).toBe('attract');
    await settled();
    session.onView(visitView());
    expect(session.screen.value.kind).toBe('basket');
  });

  test('a leave that was lost is said again after the connection came back, and nobody is shown before', async () => {
    let isLost = true;
    const { session, said } = stand(() => (isLost ? { kind: 'lost' } : { kind: 'done', id: 1 }));
    session.onView(visitView());
    session.leave();
    await settled();
    isLost = false;
    session.onView(visitView());
    expect(session.screen.value.kind).toBe('attract');
    await settled();
    expect(said.filter((command) => command.kind === 'leave')).toHaveLength(2);
  });

  test('nobody touches the basket for 65 seconds: it is forgotten', () => {
    const { session, said, pass } = stand();
    session.onView(visitView());
    pass(46_000);
    expect(session.idle.value.kind).toBe('warning');
    pass(20_000);
    expect(session.screen.value.kind).toBe('attract');
    expect(said).toEqual([{ kind: 'leave' }]);
  });

  test('one touch during the warning is enough, as often as she likes', () => {
    const { session, pass } = stand();
    session.onView(visitView());
    for (let time = 0; time < 12; time += 1) {
      pass(50_000);
      expect(session.idle.value.kind).toBe('warning');
      session.resetIdle();
      expect(session.idle.value.kind).toBe('present');
    }
  });

  test('a language that somebody left behind at the attract screen is put back', () => {
    const { session, said, pass } = stand();
    session.onView(attractView());
    session.set({ language: 'zh-Hans' });
    pass(61_000);
    expect(session.language.value).toBe('en');
    expect(said.at(-1)).toEqual({ kind: 'leave' });
  });

  test('an untouched attract screen says nothing', () => {
    const { session, said, pass } = stand();
    session.onView(attractView());
    for (let minute = 0; minute < 10; minute += 1) pass(60_000);
    expect(said).toEqual([]);
  });
});

describe('a wait number', () => {
  test('is shown once more, and ending that screen does not end the visit', async () => {
    const { session, said } = stand((command) =>
      command.kind === 'wait' ? { kind: 'done', id: 1, waitNumber: 37 } : { kind: 'done', id: 2 },
    );
    session.onView(visitView());
    const taking = session.takeNumber();
    session.onView(attractView());
    await taking;
    expect(session.screen.value).toMatchObject({ kind: 'wait-slip', number: 37 });
    session.leave();
    expect(session.screen.value.kind).toBe('attract');
    expect(said.map(({ kind }) => kind)).toEqual(['wait']);
  });
});

describe('what just happened is said', () => {
  test('a suggestion makes a sound, once', () => {
    const { session, chimes } = stand();
    session.onView(visitView());
    session.onView(visitView({ suggestions: [suggestion] }));
    session.onView(visitView({ suggestions: [suggestion] }));
    expect(chimes()).toBe(1);
  });

  test('an accepted suggestion that fell through is told; her own taking back is not', () => {
    const { session } = stand();
    const accepted = visitView({ suggestions: [suggestion], accepted: suggestion.suggestion });
    session.onView(accepted);
    session.onView(visitView({ suggestions: [suggestion] }));
    expect(session.notice.value).toBeUndefined();
    session.onView(accepted);
    session.onView(visitView());
    expect(session.notice.value?.text(session.t, 'en')).toBe(session.t.notice.suggestionGone);
  });

  test('a pairing ends the waiting without a word of failure', () => {
    const { session, chimes } = stand();
    session.onView(visitView({ suggestions: [suggestion], accepted: suggestion.suggestion }));
    session.onView(visitView({ pairing: pairingWith() }));
    expect(session.notice.value).toBeUndefined();
    expect(chimes()).toBe(1);
  });

  test('each scan flashes its product, and counts as a touch', () => {
    const { session, pass } = stand();
    session.onView(visitView());
    pass(44_000);
    session.onView(visitView({ lastScan: { seq: 1, outcome: 'added', title: { en: 'Oil' } } }));
    expect(session.notice.value?.text(session.t, 'en')).toBe('Added: Oil');
    pass(4_000);
    expect(session.idle.value.kind).toBe('present');
    pass(2_000);
    expect(session.notice.value).toBeUndefined();
  });

  test('what was scanned is not told on the screens that follow', () => {
    const { session } = stand();
    const lastScan = { seq: 1, outcome: 'added', title: { en: 'Oil' } } as const;
    session.onView(visitView());
    session.onView(visitView({ lastScan }));
    expect(session.notice.value).toBeDefined();
    session.navigate({ kind: 'items' });
    expect(session.notice.value).toBeUndefined();
    session.onView(visitView({ lastScan: { ...lastScan, seq: 2 } }));
    session.onView(
      visitView({
        lastScan: { ...lastScan, seq: 2 },
        suggestions: [suggestion],
        accepted: suggestion.suggestion,
      }),
    );
    expect(session.screen.value.kind).toBe('waiting');
    expect(session.notice.value).toBeUndefined();
  });

  test("a refusal is told in the reader's words", async () => {
    const { session } = stand(() => ({ kind: 'refused', id: 1, reason: 'central-away' }));
    session.onView(visitView());
    await session.send({ kind: 'answer', suggestion: suggestion.suggestion, answer: 'accept' });
    expect(session.notice.value?.text(session.t, 'en')).toBe(session.t.refused['central-away']);
  });
});

test('a connection that blinks changes nothing; one that stays away is said', () => {
  const { session, pass } = stand();
  session.onView(visitView());
  session.onLink('lost');
  pass(1000);
  expect(session.screen.value.kind).toBe('basket');
  pass(1000);
  expect(session.screen.value.kind).toBe('offline');
  session.onLink('online');
  expect(session.screen.value.kind).toBe('basket');
});
