import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { addDevice } from '../central/broker/credentials.ts';
import { startCentral } from '../central/venue/start.ts';
import { Fault } from '../contracts/fault.ts';
import { DeviceId } from '../contracts/ids.ts';
import { openLog } from '../daemon/operation/log.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { type Io, reasonOf } from './io.ts';
import { version } from './version.ts';

/**
 * `pindan central --config shop.json`: runs the venue's centre until Ctrl-C. `--add-device NAME` instead gives a shop box its secret for
 * the embedded broker, printed once. The log goes to standard error.
 */
export async function runCentral(args: readonly string[], io: Io): Promise<number> {
  const options = parseOptions(args);
  const path = resolve(io.cwd, options.config);
  const configuration = await readConfiguration(path);
  if (options.addDevice !== undefined) {
    const { central } = configuration;
    if (central === undefined) {
      throw new Fault('bad-configuration', `${options.config}: there is no "central" section here`);
    }
    const device = DeviceId.safeParse(options.addDevice);
    if (!device.success || device.data === 'central') {
      throw new Fault(
        'bad-input',
        `--add-device ${options.addDevice}: expected the id of a shop box`,
      );
    }
    const secret = await addDevice(resolve(dirname(path), central.stateDir), device.data);
    io.out(`${secret}\n`);
    io.err(
      `the secret of ${device.data}: put it into the file that broker.passwordFile of that box names (mode 0600), with "username": "${device.data}"; it is not shown again. Then start central anew`,
    );
    return 0;
  }
  const log = openLog(io.err, {
    name: 'central',
    format: options.log === 'json' ? 'json' : 'lines',
  });
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
}

interface Options {
  readonly config: string;
  readonly addDevice: string | undefined;
  readonly log: string;
}

function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string', default: 'shop.json' },
        'add-device': { type: 'string' },
        log: { type: 'string', default: 'lines' },
      },
    });
    return {
      config: values.config,
      addDevice: values['add-device'],
      log: values.log,
    };
  } catch (cause) {
    throw new Fault(
      'bad-input',
      `${reasonOf(cause)}; usage: pindan central [--config shop.json] [--log lines|json] [--add-device NAME]`,
      { cause },
    );
  }
}
