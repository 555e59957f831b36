import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Fault } from '../contracts/fault.ts';
import { PairingId } from '../contracts/ids.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { type Io, reasonOf } from './io.ts';

const ANSWER_WITHIN_MS = 5000;
const USAGE = 'pindan redeem [--config shop.json] [--no] PAIRING';

/**
 * `pindan redeem [--config shop.json] [--no] PAIRING`: at a till that reads no codes central takes a sale for a joint receipt by its
 * lines and total, and asks staff. This is their answer: it was one, or with `--no` it was not.
 */
export async function runRedeem(args: readonly string[], io: Io): Promise<number> {
  const { config, pairing, isRedeemed } = optionsOf(args);
  const path = resolve(io.cwd, config);
  const { central } = await readConfiguration(path);
  if (central === undefined) {
    throw new Fault(
      'bad-input',
      `${config} has no "central": say it on the machine that runs central`,
    );
  }
  const running = await runningCentral(
    join(resolve(dirname(path), central.stateDir), 'central.json'),
  );
  const answer = isRedeemed ? 'redeemed' : 'not-redeemed';
  const response = await post(
    `http://127.0.0.1:${running.port}/pairings/${pairing}/${answer}`,
    running.token,
  );
  if (response.ok) {
    io.out(`${pairing} ${isRedeemed ? 'is redeemed' : 'is not redeemed by that sale'}\n`);
    return 0;
  }
  throw new Fault('bad-input', `${pairing}: ${(await response.text()).trim()}`);
}

function optionsOf(args: readonly string[]): {
  readonly config: string;
  readonly pairing: PairingId;
  readonly isRedeemed: boolean;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string', default: 'shop.json' },
        no: { type: 'boolean', default: false },
      },
    });
    const pairing = PairingId.safeParse(positionals[0]);
    if (!pairing.success || positionals.length > 1) {
      throw new Fault('bad-input', `expected one pairing's id, as the notice has it: ${USAGE}`);
    }
    return { config: values.config, pairing: pairing.data, isRedeemed: !values.no };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `${reasonOf(cause)}; usage: ${USAGE}`, { cause });
  }
}

const Running = z.object({ port: z.number(), token: z.string() });

async function runningCentral(path: string): Promise<z.infer<typeof Running>> {
  try {
    return Running.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Fault(
      'bad-input',
      `central does not run, or you may not read ${path}: start it with "pindan central", or ask as its user`,
      { cause },
    );
  }
}

async function post(url: string, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (cause) {
    throw new Fault('bad-input', `central does not answer: ${reasonOf(cause)}`, { cause });
  }
}
