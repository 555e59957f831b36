import { Ack, CentralPresence, BoxPresence, Gap } from './presence.ts';
import { NOW_MS } from './message-example-ids.ts';
import { down, presence, retained, up } from './message-row.ts';

/** Who is there, what has arrived, what was lost. */
export const LINK_MESSAGES = {
  gap: up('event', {
    schema: Gap,
    about:
      'A box declares loss: its outbox was full, and messages with these numbers will never come.',
    example: { boot: 12, fromSeq: 340, toSeq: 352, count: 13 },
  }),
  // QoS 0: a lost ack is made good by the next one, which covers it.
  ack: down(
    'ack',
    {
      schema: Ack,
      about:
        'Central has committed every message of this boot up to and including `seq`; the box may forget them.',
      example: {
        boot: 12,
        seq: 353,
        rejected: [{ seq: 351, reason: 'visit-lines: visit: a ULID' }],
      },
    },
    0,
  ),
  device: presence({
    schema: BoxPresence,
    about:
      'A box is there or gone: its birth at each connect, its goodbye, or the will that the broker speaks for it.',
    example: {
      state: 'online',
      boot: 12,
      version: '0.1.0',
      pending: [{ boot: 12, fromSeq: 340 }],
    },
  }),
  // A box named `central` is refused by the configuration, so this topic and the one above never meet.
  central: retained('st/central', {
    schema: CentralPresence,
    about:
      'Central is there or gone: its heartbeat, every 15 s. Boxes send what is not acknowledged again when `boot` or `epoch` changes.',
    example: { state: 'online', boot: 4, epoch: 4, ts: NOW_MS, version: '0.1.0' },
  }),
};
