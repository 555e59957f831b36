import { afterEach, describe, expect, test } from 'vitest';
import { rice, sale, visitId, visitOpened } from '../testing/messages.ts';
import { PROMOTIONS, until } from '../testing/venue.ts';
import { testWorld } from '../testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

describe('what central knows', () => {
  test('"your usual" comes with the visit of a card: most usual first, never what is sensitive', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central);
    const items = [
      [
        ['COLA 330ML', 300],
        ['PILLS', 2500],
      ],
      [
        ['COLA 330ML', 300],
        ['RICE 5KG', 12_000],
      ],
      [['PILLS', 2500]],
    ] as const;
    for (const [index, bought] of items.entries())
      box.send('sale', sale(index + 1, bought, { card: 'hash-of-card' }));
    box.send('visit-opened', visitOpened(1, 'hash-of-card'));
    box.send('visit-opened', visitOpened(2));
    await until('both visits are told', () =>
      [1, 2].every((n) => box.last('visit', (d) => d.visit === visitId(n)) !== undefined),
    );
    expect(box.last('visit', (d) => d.visit === visitId(1))?.usual).toEqual(['COLA', 'RICE']);
    expect(box.last('visit', (d) => d.visit === visitId(2))?.usual).toEqual([]);
  });

  test('prices seen at the till and names that nobody knows survive a restart', async () => {
    const venue = world.venue();
    const first = await world.central(venue);
    const box = await world.box(first);
    box.send(
      'sale',
      sale(1, [
        ['COLA 330ML', 350],
        ['MYSTERY', 100],
      ]),
    );
    box.send('sale', sale(2, [['MYSTERY', 120]]));
    await box.allAcked();
    await first.stop();
    await box.close();
    const second = await world.central(venue);
    const reborn = await world.box(second, { boot: 8 });
    await until('the catalogue has come', () => reborn.last('products') !== undefined);
    expect(
      reborn.last('products')?.products.find((one) => one.code === 'COLA')?.unitPriceMinor,
    ).toBe(350);
    const catalogue = second.health().devices.find((device) => device.id === 'products');
    expect(catalogue?.statistics).toMatchObject({ unknownItems: 1, learntPrices: 1 });
    expect(catalogue?.said).toContain('MYSTERY (2)');
  });

  test('who bought it lately: a guest is told to register, sensitive products answer nothing, nobody has agreed yet', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central);
    box.send('visit-opened', visitOpened(1, 'hash-of-card'));
    box.send('visit-opened', visitOpened(2));
    const ask = async (visit: number, product: string) => {
      const before = box.heard.length;
      box.send('inquiry', {
        visit: visitId(visit),
        about: { kind: 'product', product },
        withinDays: 14,
      });
      await until('it is answered', () =>
        box.heard.slice(before).some((one) => one.type === 'inquiry-reply'),
      );
      return box.last('inquiry-reply');
    };
    expect(await ask(2, 'COLA')).toEqual({ kind: 'not-answered', reason: 'not-registered' });
    expect(await ask(1, 'PILLS')).toEqual({ kind: 'not-answered', reason: 'excluded' });
    expect(await ask(1, 'COLA')).toEqual({ kind: 'fewer-than', k: 5 });
  });

  test('a new promotions file comes into force while we run; a broken one is shown and the old one stays', async () => {
    const venue = world.venue();
    const central = await world.central(venue);
    const box = await world.box(central);
    for (const number of [1, 2]) {
      box.send('visit-opened', visitOpened(number));
      box.send('visit-lines', {
        ...rice(number),
        lines: rice(number).lines.map((line) => ({ ...line, unitPriceMinor: 6000 })),
      });
    }
    await box.allAcked();
    const suggested = () =>
      (box.last('suggestions', (d) => d.visit === visitId(1))?.suggestions.length ?? 0) > 0;
    expect(suggested()).toBe(false);

    venue.writePromotions('{ "promotions": [ { "id": "autumn", "kind": "spent" } ] }');
    const health = () => central.health().devices.find((device) => device.id === 'promotions');
    await until('the mistake is shown', () => health()?.ok === false, 8000);
    expect(health()?.said).toContain('promotions.json:1');
    expect(central.health().ok).toBe(false);

    const [autumn] = PROMOTIONS.promotions;
    venue.writePromotions(
      JSON.stringify({
        ...PROMOTIONS,
        promotions: [{ ...autumn, tiers: [{ spendMinor: 12_000, reward: { offMinor: 3000 } }] }],
      }),
    );
    await until('the new promotion is suggested', suggested, 8000);
    expect(health()?.ok).toBe(true);
    expect(box.last('promotions')?.file.promotions[0]).toMatchObject({
      tiers: [{ spendMinor: 12_000 }],
    });
  }, 20_000);
});
