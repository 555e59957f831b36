import { expect, test } from 'vitest';
import { openMetrics } from './metrics.ts';

test('a figure is read when somebody asks, and says what it is', async () => {
  const metrics = openMetrics();
  let sales = 2;
  metrics.read({ name: 'sales_total', help: 'Sales', labels: ['till'] }, () => [
    { value: sales, labels: { till: 'a "1"\n' } },
  ]);
  metrics.read({ name: 'rows', help: 'Rows that wait' }, () => [{ value: -1 }]);
  expect(await metrics.text()).toContain(
    '# HELP sales_total Sales\n# TYPE sales_total counter\nsales_total{till="a \\"1\\"\\n"} 2\n',
  );
  sales = 3;
  const text = await metrics.text();
  expect(text).toContain('sales_total{till="a \\"1\\"\\n"} 3\n');
  expect(text).toContain('# HELP rows Rows that wait\n# TYPE rows gauge\nrows -1\n');
});

test('a device that is gone has no figures any more', async () => {
  const metrics = openMetrics();
  let devices = ['a', 'b'];
  metrics.read({ name: 'up', help: 'Up', labels: ['device'] }, () =>
    devices.map((device) => ({ value: 1, labels: { device } })),
  );
  expect(await metrics.text()).toContain('up{device="b"} 1');
  devices = ['a'];
  expect(await metrics.text()).not.toContain('up{device="b"}');
});

test('a latency falls into the buckets of its bounds, in seconds', async () => {
  const metrics = openMetrics();
  const took = metrics.latency({ name: 'way_seconds', help: 'The way' }, [5, 50]);
  for (const tookMs of [5, 5.1, 50, 51, -1]) took(tookMs);
  const text = await metrics.text();
  expect(text).toContain('# TYPE way_seconds histogram');
  expect(text).toContain('way_seconds_bucket{le="0.005"} 2\nway_seconds_bucket{le="0.05"} 4\n');
  expect(text).toContain('way_seconds_bucket{le="+Inf"} 5\n');
  expect(text).toContain('way_seconds_count 5\n');
});

test('two processes in one do not share their figures', async () => {
  const [one, two] = [openMetrics(), openMetrics()];
  one.read({ name: 'mine', help: 'Mine' }, () => [{ value: 1 }]);
  expect(await two.text()).not.toContain('mine');
  expect(await two.text()).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
});
