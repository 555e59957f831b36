import { createCatalogue } from '../catalogue/catalogue.ts';
import { Ingest } from '../ingest/ingest.ts';
import { openJournal } from '../ingest/journal.ts';
import { openNotices } from '../../service/notices.ts';
import { isFor, openEnvelope } from '../../mqtt/envelope.ts';

/** Takes one message (topic and JSON as arguments) into the journal (first argument) and is killed after the commit, before the ack. */
const [, , path = '', topic = '', message = ''] = process.argv;
const ingest = new Ingest({
  journal: openJournal(path, 'dies', Date.now()),
  venue: {
    catalogue: createCatalogue([], []),
    shopperOf: () => Promise.reject(new Error('no cards here')),
    usedToday: () => Promise.resolve({}),
  },
  clock: Date.now,
  draw: () => ({ seed: 1, entropy: '0'.repeat(32) }),
  onCommitted: () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  },
  sendAck: () => void process.stdout.write('acked\n'),
  onFatal: (cause) => void process.stdout.write(String(cause)),
  notices: openNotices(Date.now, () => {}),
});
const opened = openEnvelope(topic, Buffer.from(message));
if (opened.kind === 'rejected') throw new Error(opened.reason);
const { message: said } = opened;
if (!isFor(said, 'central') || said.type === 'device') throw new Error('not from an outbox');
ingest.receive(said);
