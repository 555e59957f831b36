import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Fault } from '../contracts/fault.ts';
import { PairingId } from '../contracts/ids.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { command } from './command.ts';
import { reasonOf } from './io.ts';
import { CONFIG } from './shop-options.ts';

const ANSWER_WITHIN_MS = 5000;

export const redeemCommand = command({
  about:
    "Takes staff's answer on a joint receipt. At a till that reads no codes central takes a sale for a joint receipt by its lines and total, and asks: it was one, or with --no it was not.",
  options: {
    config: CONFIG,
    no: { type: 'flag', about: 'the sale was not the joint receipt' },
  },
  positionals: {
    pairing: {
      type: 'text',
      value: 'PAIRING',
      schema: PairingId,
      expects: "a pairing's id, as the notice has it",
      required: true,
      about: "the pairing's id, as the notice has it",
    },
  },
  example: 'pindan redeem --no 01M82CGB1N58K6GWNDYE6SY60X',
  async run({ config, pairing, no }, io) {
    const isRedeemed = !no;
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
  },
});

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
