import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { testBox } from './testing/box.ts';
import { rice, sale, visitOpened } from './testing/messages.ts';
import { accepts, freePort, run, type Running } from './testing/processes.ts';
import { testShop } from './testing/shop.ts';

const HERE = import.meta.dirname;
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

test('killed between its commit and the acknowledgement, central takes the message that comes again for what it is', async () => {
  const port = await freePort();
  const shop = testShop({ broker: { url: `embedded://127.0.0.1:${port}` } });
  closers.push(() => shop.remove());
  const before = await shop.start();
  const box = await testBox({ port });
  closers.push(() => box.close());
  // Written, not yet sent: the first central never sees it.
  const message = box.write('sale', sale(1, [['RICE 5KG', 12_000]]));
  await before.stop();

  const journal = join(shop.dir, 'state', 'journal.sqlite');
  const died = spawnSync(process.execPath, [
    join(HERE, 'testing', 'dies-after-commit.ts'),
    journal,
    message.topic,
    message.bytes.toString(),
  ]);
  expect(died.signal).toBe('SIGKILL');
  expect(died.stdout.toString()).toBe('');

  const central = await shop.start();
  closers.push(() => central.stop());
  expect(central.journalCounts().sales).toBe(1);
  await again(box.link, () => box.sendAgain(message));
  await box.allAcked();
  await central.settled();
  expect(central.journalCounts()).toMatchObject({ sales: 1, events: 1, duplicateSales: 0 });
});

test('killed at four random moments under load, the broker wiped each time: every sale is in the journal once', async () => {
  const port = await freePort();
  const shop = testShop({ broker: { url: `embedded://127.0.0.1:${port}` } });
  closers.push(() => shop.remove());
  const config = join(shop.dir, 'shop.json');
  writeFileSync(config, JSON.stringify(shop.configuration));
  const start = (): Running =>
    run(process.execPath, [join(HERE, 'testing', 'central-process.ts'), config]);
  let central = start();
  closers.push(() => central.kill());
  await accepts(port);
  const box = await testBox({ port });
  closers.push(() => box.close());

  let sales = 0;
  const resend = setInterval(() => {
    if (!box.link.isOnline) return;
    for (const message of box.unacknowledged().slice(0, 200))
      box.sendAgain(message).catch(() => {});
  }, 150);
  closers.push(() => clearInterval(resend));
  const sell = setInterval(() => {
    sales += 1;
    if (sales % 10 === 1) box.send('visit-opened', visitOpened(sales, `card-${sales % 7}`));
    if (sales % 10 === 2) box.send('visit-lines', rice(sales - 1));
    box.send('sale', sale(sales, [['RICE 5KG', 12_000]], { card: `card-${sales % 7}` }));
  }, 4);
  closers.push(() => clearInterval(sell));
  for (let kills = 0; kills < 4; kills += 1) {
    await pause(150 + Math.random() * 400);
    await central.kill();
    central = start();
    await accepts(port);
  }
  await pause(300);
  clearInterval(sell);
  await box.allAcked();
  await central.kill();

  const after = await shop.start();
  closers.push(() => after.stop());
  expect(sales).toBeGreaterThan(50);
  expect(after.journalCounts()).toMatchObject({ sales, duplicateSales: 0, quarantined: 0 });
}, 60_000);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

/** Tries until the link is back. */
async function again(
  link: { readonly isOnline: boolean },
  send: () => Promise<void>,
): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (link.isOnline) {
      try {
        await send();
        return;
      } catch {
        // The link broke meanwhile: the next turn finds it back or waits for it.
      }
    }
    await pause(20);
  }
  throw new Error('the link did not come back');
}
