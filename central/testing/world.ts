import { Fault } from '../../contracts/fault.ts';
import type { RunningCentral } from '../venue/start.ts';
import { testBox, type TestBox, type TestBoxOptions } from './box.ts';
import { type TestVenue, testVenue } from './venue.ts';

/** Venues, centrals and boxes of one test; `closeAll` belongs into `afterEach`. */
export function testWorld() {
  const closers: (() => Promise<void> | void)[] = [];
  return {
    closers,
    async closeAll(): Promise<void> {
      for (const close of closers.splice(0).toReversed()) await close();
    },
    venue(...overrides: Parameters<typeof testVenue>): TestVenue {
      const made = testVenue(...overrides);
      closers.push(() => made.remove());
      return made;
    },
    async central(
      venue: TestVenue,
      ...options: Parameters<TestVenue['start']>
    ): Promise<RunningCentral> {
      const central = await venue.start(...options);
      closers.push(() => central.stop());
      return central;
    },
    async box(central: RunningCentral, more: TestBoxOptions = {}): Promise<TestBox> {
      const box = await testBox({ port: central.brokerPort ?? 0, ...more });
      closers.push(() => box.close());
      return box;
    },
  };
}

/** The Fault that something fails with. */
export async function faultOf(starting: Promise<unknown>): Promise<Fault> {
  const cause: unknown = await starting.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (cause instanceof Fault) return cause;
  throw new Error('expected a Fault');
}
