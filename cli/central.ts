import { dirname, resolve } from 'node:path';
import { addBox } from '../central/broker/credentials.ts';
import { startCentral } from '../central/venue/start.ts';
import { Fault } from '../contracts/fault.ts';
import { BoxId } from '../contracts/ids.ts';
import { openLog } from '../service/log.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { command } from './command.ts';
import { CONFIG, LOG } from './shop-options.ts';
import { version } from './version.ts';

export const centralCommand = command({
  about:
    "Runs the venue's centre, the matcher and the broker, until Ctrl-C. With --add-device it instead gives a box its secret for the embedded broker, printed once. The log goes to standard error.",
  options: {
    config: CONFIG,
    log: LOG,
    'add-device': {
      type: 'text',
      value: 'NAME',
      schema: BoxId.refine((id) => id !== 'central'),
      expects: 'the id of a shop box',
      about: 'makes and prints the secret of this shop box, and ends',
    },
  },
  example: 'pindan central --config shop.json',
  async run({ config, log: format, 'add-device': box }, io) {
    const path = resolve(io.cwd, config);
    const configuration = await readConfiguration(path);
    if (box !== undefined) {
      const { central } = configuration;
      if (central === undefined) {
        throw new Fault('bad-configuration', `${config}: there is no "central" section here`);
      }
      const secret = await addBox(resolve(dirname(path), central.stateDir), box);
      io.out(`${secret}\n`);
      io.err(
        `the secret of ${box}: put it into the file that broker.passwordFile of that box names (mode 0600), with "username": "${box}"; it is not shown again. Then start central anew`,
      );
      return 0;
    }
    const log = openLog(io.err, { name: 'central', format });
    const central = await startCentral({
      configuration,
      configDir: dirname(path),
      version: version(),
      log,
    });
    io.err(
      `central of ${configuration.venue.id} is running; its state: http://127.0.0.1:${central.httpPort}/health`,
    );
    const stopped = new Promise<'stopped'>((done) => {
      if (io.signal.aborted) done('stopped');
      io.signal.addEventListener('abort', () => done('stopped'), { once: true });
    });
    const ended = await Promise.race([stopped, central.failed]);
    await central.stop();
    if (ended === 'stopped') return 0;
    throw ended;
  },
});
