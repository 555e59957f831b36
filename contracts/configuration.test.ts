import { expect, test } from 'vitest';
import { BrokerConfiguration, ShopConfiguration } from './configuration.ts';

const shop = {
  venue: {
    id: 'corner',
    name: { en: 'Corner Shop' },
    currency: 'CNY',
    meetingPoints: [{ id: 'desk', name: { en: 'Service desk' } }],
  },
  broker: { url: 'embedded://127.0.0.1:1883' },
};

test('a short file is enough; the rest has its defaults', () => {
  const parsed = ShopConfiguration.parse({ ...shop, daemon: { id: 'box-1', stateDir: 'state' } });
  expect(parsed.venue.codePrefix).toBe('29');
  expect(parsed.daemon?.http).toEqual({ host: '127.0.0.1', port: 7420 });
  expect(parsed.daemon?.barcodes.codeId).toBe('aim');
});

test('a typo stops the start and says where', () => {
  const result = ShopConfiguration.safeParse({ ...shop, brocker: {} });
  expect(result.success).toBe(false);
  expect(result.error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['brocker'] });
});

test('a box cannot be called central: the name is taken on the topic of presence', () => {
  const result = ShopConfiguration.safeParse({
    ...shop,
    daemon: { id: 'central', stateDir: 'state' },
  });
  expect(result.success).toBe(false);
});

test.each(['http://x:1', 'mqtt://', 'embedded://127.0.0.1', 'mqtt://user:secret@host:1883'])(
  '%s is no broker',
  (url) => {
    expect(BrokerConfiguration.safeParse({ url }).success).toBe(false);
  },
);
