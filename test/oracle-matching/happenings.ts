import fc from 'fast-check';

/** What happens in a small shop, by places in lists that are taken modulo their length. */
export type Happening =
  | { readonly kind: 'scan'; readonly who: number; readonly like: number }
  | {
      readonly kind: 'answer';
      readonly who: number;
      readonly which: number;
      readonly answer: 'accept' | 'decline' | 'take-back';
    }
  /** Every member of one offer accepts it. */
  | { readonly kind: 'agree'; readonly which: number }
  | { readonly kind: 'leave'; readonly who: number }
  | { readonly kind: 'come'; readonly like: number }
  | { readonly kind: 'cancel'; readonly who: number }
  /** Her requirements become somebody else's. */
  | { readonly kind: 'need'; readonly who: number; readonly like: number }
  /** She goes into the shop, every second one with a wait number, or comes back to the kiosk. */
  | { readonly kind: 'walk'; readonly who: number; readonly away: boolean }
  /** A slip that may not be readable; a joint receipt that is paid. */
  | { readonly kind: 'slip' | 'pay'; readonly which: number }
  | { readonly kind: 'improve' }
  | { readonly kind: 'wait'; readonly seconds: number };

const place = fc.integer({ min: 0, max: 11 });

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('scan' as const), who: place, like: place }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('answer' as const),
        who: place,
        which: fc.integer({ min: 0, max: 2 }),
        answer: fc.constantFrom(
          'accept' as const,
          'accept' as const,
          'accept' as const,
          'decline' as const,
          'take-back' as const,
        ),
      }),
    },
    { weight: 7, arbitrary: fc.record({ kind: fc.constant('agree' as const), which: place }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), who: place }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('come' as const), like: place }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who: place }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('need' as const), who: place, like: place }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('walk' as const),
        who: place,
        away: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('slip' as const, 'pay' as const, 'pay' as const),
        which: place,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'improve' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        seconds: fc.constantFrom(1, 60, 119, 121, 700),
      }),
    },
  ),
  { minLength: 10, maxLength: 40, size: 'max' },
);
