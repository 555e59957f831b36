import { afterEach, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { BoxId, TillId, VenueId } from '../../contracts/ids.ts';
import { CentralLink } from '../../daemon/central/central-link.ts';
import { openNotices } from '../../service/notices.ts';
import { Outbox } from '../../daemon/central/outbox.ts';
import { DAEMON_SCHEMA } from '../../daemon/box/schema.ts';
import type { Received } from '../../mqtt/envelope.ts';
import { openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import { startEmptyBroker } from './broker.ts';
import { listen } from './listener.ts';

const venue = VenueId.parse('shop');
const dev = BoxId.parse('box-1');
const NOW_MS = 1_700_000_000_000;
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** The box's way to central, with one row in its outbox, and somebody who speaks in central's place. */
async function stand() {
  const broker = await startEmptyBroker();
  closers.push(() => broker.stop());
  const { db } = openDatabase(':memory:', DAEMON_SCHEMA);
  closers.push(() => void db.close());
  const now = (): number => NOW_MS;
  const outbox = new Outbox({
    db,
    commit: groupCommit(db),
    venue,
    dev,
    limitBytes: 1e9,
    now,
    random: draw,
  });
  await outbox.append('ringing', { till: TillId.parse('till-1'), card: 'card', lines: [] });
  const obeyed: Received[] = [];
  const box = new CentralLink({
    broker: { url: `mqtt://127.0.0.1:${broker.port}` },
    configDir: '.',
    venue,
    dev,
    version: 'test',
    outbox,
    notices: openNotices(now, () => {}),
    now,
    random: draw,
  });
  box.open({ onMessage: (message) => void obeyed.push(message), onCentral: () => {} });
  closers.push(() => box.close());
  const central = listen(broker.port, venue, dev);
  central.acknowledges = false;
  closers.push(() => central.close());
  await expect.poll(() => box.health()[0]?.ok === true && central.isOnline()).toBe(true);
  const isCentral = (epoch: number) =>
    central.say(
      'central',
      { state: 'online', boot: epoch, epoch, ts: NOW_MS, version: `of epoch ${epoch}` },
      epoch,
    );
  const rows = (): number => outbox.after(0, 0, 10).length;
  const stale = () => box.health()[0]?.statistics['stale'];
  return { box, outbox, obeyed, central, isCentral, rows, stale };
}

test('what a replaced central says is not obeyed: no message, no acknowledgement, no sign of life', async () => {
  const { box, outbox, obeyed, central, isCentral, rows, stale } = await stand();
  const notice = { notice: 'code-expired', atMs: NOW_MS } as const;
  const ack = { boot: outbox.boot, seq: 1, rejected: [] };
  await isCentral(4);
  await central.say('staff', notice, 4);
  await expect.poll(() => obeyed.length).toBe(1);

  await isCentral(5);
  await expect.poll(() => box.health()[1]?.said).toContain('of epoch 5');
  await central.say('staff', notice, 4);
  await central.say('ack', ack, 4);
  await isCentral(4);
  // A broken rule shows as a message that is obeyed or a row that is gone, so this ends either way.
  await expect.poll(() => stale() === 3 || obeyed.length > 1 || rows() === 0).toBe(true);
  expect(obeyed).toHaveLength(1);
  expect(rows()).toBe(1);
  expect(box.health()[1]?.said).toContain('of epoch 5');

  await central.say('staff', notice, 5);
  await central.say('ack', ack, 5);
  await expect.poll(() => [obeyed.length, rows()]).toEqual([2, 0]);
  expect(stale()).toBe(3);
});
