import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { HealthReport } from '../../contracts/device-health.ts';
import { sale } from '../testing/messages.ts';
import { until } from '../testing/venue.ts';
import { faultOf, testWorld } from '../testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

describe('what people see', () => {
  test('/health, /metrics and /notices answer this machine alone, and central.json says where', async () => {
    const venue = world.venue();
    const central = await world.central(venue);
    const path = join(venue.dir, 'state', 'central.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      pid: process.pid,
      port: central.httpPort,
      token: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const url = `http://127.0.0.1:${central.httpPort}`;
    await until('central is online', () => central.health().ok);
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(200);
    expect(HealthReport.parse(await health.json()).process).toBe('central');
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const figures = await metrics.text();
    expect(figures).toMatch(/^pindan_broker_online 1$/m);
    expect(figures).toMatch(/^# TYPE pindan_ingest_received_messages_total counter$/m);
    expect(figures).toMatch(/^pindan_journal_events \d+$/m);
    expect(await (await fetch(`${url}/notices`)).json()).toEqual([]);
    expect((await fetch(`${url}/else`)).status).toBe(404);
    expect(await statusWithHost(central.httpPort, 'evil.example')).toBe(403);
    await central.stop();
    expect(() => statSync(path)).toThrow(/ENOENT/);
  });

  test.each([
    [{ central: { http: { host: '0.0.0.0', port: 0 } } }, 'central.http.host'],
    [{ broker: { url: 'embedded://0.0.0.0:0' } }, 'broker.url'],
    [{ central: { products: 'nowhere.csv' } }, 'nowhere.csv'],
  ])('%j does not start and says why', async (overrides, told) => {
    const venue = world.venue(overrides);
    const fault = await faultOf(venue.start());
    expect(fault.code).toBe('bad-configuration');
    expect(fault.message).toContain(told);
    // All that was opened is closed again: a corrected start finds nothing in its way.
    const again = await faultOf(venue.start());
    expect(again.code).toBe('bad-configuration');
  });

  test('a journal that is damaged is put aside and shown, and the shop opens with a new one', async () => {
    const venue = world.venue();
    mkdirSync(join(venue.dir, 'state'));
    writeFileSync(
      join(venue.dir, 'state', 'journal.sqlite'),
      'this is no database, nor ever was one\n'.repeat(200),
    );
    const central = await world.central(venue);
    expect(central.health().notices.map((notice) => notice.code)).toEqual(['store-corrupt']);
    const box = await world.box(central);
    box.send('sale', sale(1, [['RICE 5KG', 12_000]]));
    await box.allAcked();
  });
});

/** `fetch` does not let anybody choose the Host. */
async function statusWithHost(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/health', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
}
