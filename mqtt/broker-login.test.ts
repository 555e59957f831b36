import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BrokerConfiguration } from '../contracts/configuration.ts';
import type { Fault } from '../contracts/fault.ts';
import { brokerLogin } from './broker-login.ts';

const folder = mkdtempSync(join(tmpdir(), 'pindan-login-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const login = (section: object) =>
  brokerLogin(BrokerConfiguration.parse({ url: 'mqtts://broker:8883', ...section }), folder);

test('the password is what its file holds, and files are found beside the configuration', () => {
  writeFileSync(join(folder, 'password'), 'secret\n');
  expect(login({ username: 'box-1', passwordFile: 'password', tls: { caFile: 'ca.pem' } })).toEqual(
    { username: 'box-1', password: 'secret', tls: { caFile: join(folder, 'ca.pem') } },
  );
  expect(login({})).toEqual({});
});

test('a password file that is not there is named, with its path', () => {
  const expected: Partial<Fault> = {
    code: 'bad-configuration',
    message: `broker.passwordFile: cannot read ${join(folder, 'nowhere')}: check the path and who may read it`,
  };
  expect(() => login({ passwordFile: 'nowhere' })).toThrow(expect.objectContaining(expected));
});
