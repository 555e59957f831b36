import { expect, test } from 'vitest';
import { openNotices } from './notices.ts';

test('a notice that comes again moves to the end, once, with its latest time', () => {
  let nowMs = 1.5;
  const logged: (readonly [string, boolean])[] = [];
  const notices = openNotices(
    () => nowMs,
    ({ text }, isNew) => logged.push([text, isNew]),
  );
  notices.add('link-lost', 'till 1');
  notices.add('link-lost', 'till 2');
  nowMs = 7;
  notices.add('link-lost', 'till 1');
  notices.add('bad-dialect', 'till 1');
  expect(notices.all()).toEqual([
    { atMs: 1, code: 'link-lost', text: 'till 2' },
    { atMs: 7, code: 'link-lost', text: 'till 1' },
    { atMs: 7, code: 'bad-dialect', text: 'till 1' },
  ]);
  expect(logged.map(([, isNew]) => isNew)).toEqual([true, true, false, true]);
});

test('the newest hundred are kept', () => {
  const notices = openNotices(
    () => 0,
    () => {},
  );
  for (let number = 0; number < 150; number += 1) notices.add('refused', `number ${number}`);
  expect(notices.all()).toHaveLength(100);
  expect(notices.all()[0]?.text).toBe('number 50');
});
