import { afterEach, describe, expect, test } from 'vitest';
import { TILL } from '../testing/messages.ts';
import { freePort, HAS_MOSQUITTO, startMosquitto } from '../testing/processes.ts';
import { pairingOf, pairUp, redeem } from '../testing/road.ts';
import { until } from '../testing/venue.ts';
import { testWorld } from '../testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

describe('the whole road', () => {
  test('two shoppers of 120 each are suggested to each other, accept, pay, and the codes are used up', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central);
    await until('the catalogue has come', () => box.last('products') !== undefined);
    expect(box.last('promotions')?.file.promotions.map((one) => one.id)).toEqual(['autumn']);
    const { first, second } = await pairUp(box, 1, 2);
    expect(first?.slip.jointPaysMinor).toBe(9500);
    expect((first?.slip.jointPaysMinor ?? 0) + (second?.slip.jointPaysMinor ?? 0)).toBe(
      first?.slip.jointTotalMinor,
    );
    expect(first?.slip.code).not.toBe(second?.slip.code);
    await redeem(box, 1, 1);
    if (second !== undefined) {
      box.send('till-scan', { till: TILL, code: second.slip.code, scannedAtMs: Date.now() });
    }
    await until('staff are told', () => box.last('staff') !== undefined);
    expect(box.last('staff')?.notice).toBe('code-already-redeemed');
    await box.allAcked();
    expect(central.journalCounts().sales).toBe(1);
    const report = central.health();
    expect(report.ok).toBe(true);
    expect(report.notices.map((notice) => notice.code)).toContain('code-already-redeemed');
    const figures = await (await fetch(`http://127.0.0.1:${central.httpPort}/metrics`)).text();
    // Two visits, their lines and answers, a sale and a scan at the till.
    const events = /^pindan_matcher_step_seconds_count{work="event"} (\d+)$/m.exec(figures)?.[1];
    expect(Number(events)).toBeGreaterThanOrEqual(8);
    expect(figures).toMatch(/^pindan_box_online{device="[^"]+"} 1$/m);
  });

  test.skipIf(!HAS_MOSQUITTO)(
    'the same road through a real Mosquitto that is killed and comes back empty (needs mosquitto)',
    async () => {
      const port = await freePort();
      const url = `mqtt://127.0.0.1:${port}`;
      let mosquitto = await startMosquitto(port);
      world.closers.push(() => mosquitto.kill());
      const central = await world.central(world.venue({ broker: { url } }));
      expect(central.brokerPort).toBeUndefined();
      const box = await world.box(central, { url });
      const { first } = await pairUp(box, 1, 2);
      await mosquitto.kill();
      await until('central sees it', () => !central.health().ok);
      // While nobody can speak: what was said before is forgotten, and nothing that is said after is missed.
      box.heard.length = 0;
      mosquitto = await startMosquitto(port);
      await until('central is back', () => central.health().ok, 10_000);
      await until('the box is back', () => box.link.isOnline);
      await until('central says the pairing again', () => pairingOf(box, 1) !== undefined);
      expect(pairingOf(box, 1)?.slip.code).toBe(first?.slip.code);
      await until('what is retained is there again', () => box.last('promotions') !== undefined);
      await redeem(box, 1, 1);
      await box.allAcked();
      expect(central.journalCounts().sales).toBe(1);
    },
  );
});
