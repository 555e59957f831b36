import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { testBox } from '../testing/box.ts';
import { rice, sale, visitOpened } from '../testing/messages.ts';
import { accepts, freePort, run, type Running } from '../testing/processes.ts';
import { testVenue } from '../testing/venue.ts';

const HERE = import.meta.dirname;
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

test('killed between its commit and the acknowledgement, central takes the message that comes again for what it is', async () => {
  const port = await freePort();
  const venue = testVenue({ broker: { url: `embedded://127.0.0.1:${port}` } });
  closers.push(() => venue.remove());
  const before = await venue.start();
  const box = await testBox({ port });
  closers.push(() => box.close());
  // Written, not yet sent: the first central never sees it.
  const message = box.write('sale', sale(1, [['RICE 5KG', 12_000]]));
  await before.stop();

  const journal = join(venue.dir, 'state', 'journal.sqlite');
  const died = spawnSync(process.execPath, [
    join(HERE, '..', 'testing', 'dies-after-commit.ts'),
    journal,
    message.topic,
    message.bytes.toString(),
  ]);
  expect(died.signal).toBe('SIGKILL');
  expect(died.stdout.toString()).toBe('');

  const central = await venue.start();
  closers.push(() => central.stop());
  expect(central.journalCounts().sales).toBe(1);
  await again(box.link, () => box.sendAgain(message));
  await box.allAcked();
  await central.settled();
  expect(central.journalCounts()).toMatchObject({ sales: 1, events: 1, duplicateSales: 0 });
});

test('killed at four random moments under load, the broker wiped each time: every sale is in the journal once', async () => {
  const port = await freePort();
  const venue = testVenue({ broker: { url: `embedded://127.0.0.1:${port}` } });
  closers.push(() => venue.remove());
  const config = join(venue.dir, 'shop.json');
  writeFileSync(config, JSON.stringify(venue.configuration));
  const start = (): Running =>
    run(process.execPath, [join(HERE, '..', 'testing', 'central-process.ts'), config]);
  let central = start();
  closers.push(() => central.kill());
  await accepts(port);
  const box = await testBox({ port });
  closers.push(() => box.close());
  const resend = setInterval(() => {
    if (!box.link.isOnline) return;
    for (const message of box.unacknowledged().slice(0, 100)) {
      box.sendAgain(message).catch(() => {});
    }
  }, 250);
  closers.push(() => clearInterval(resend));
  let sales = 0;
  for (let kills = 0; kills < 4; kills += 1) {
    const killAt = Math.floor(draw() * 60);
    for (let step = 0; step < 60; step += 1) {
      sales += 1;
      const card = `card-${sales % 7}`;
      if (step % 10 === 1) box.send('visit-opened', visitOpened(sales, card));
      if (step % 10 === 2) box.send('visit-lines', rice(sales - 1));
      box.send('sale', sale(sales, [['RICE 5KG', 12_000]], { card }));
      if (step === killAt) await central.kill();
      await pause(3);
    }
    central = start();
    await accepts(port);
  }
  await box.allAcked(60_000);
  await central.kill();

  const after = await venue.start();
  closers.push(() => after.stop());
  expect(after.journalCounts()).toMatchObject({ sales, duplicateSales: 0, quarantined: 0 });
}, 120_000);

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
