import { expect, test } from 'vitest';
import { call, exampleItem, exampleOrder, keyBlob, openSandbox, orderWith } from './sandbox-client.ts';

test('accepts what the later revision of the documentation adds', async () => {
  const sandbox = await openSandbox();
  const features = { cloud_init_url: 'https://example.org/init?secret=1' };
  const later = {
    os: 'Debian',
    os_version: '10.4',
    antiaffinity: 3,
    firewall_id: 7,
    firewall_addme: '1',
    features,
  };
  expect(await call(sandbox, orderWith(later))).toMatchObject({ status: 200, json: { order_id: 73 } });
});

const sshd = exampleItem.product.options.features.sshd;

const withSshd = (change: object) => ({ features: { sshd: { ...sshd, ...change } } });

test.each([
  ['quantity_ram_gb', { quantity_ram_gb: 0 }],
  ['quantity_ram_gb', { quantity_ram_gb: '1' }],
  ['quantity_cpu', { quantity_cpu: 1.5 }],
  ['quantity_storage_gb', { quantity_storage_gb: 1e30 }],
  ['os', { os: ' ' }],
  ['os', { os: undefined }],
  ['ipv4', { features: { ipv4: 2 } }],
  ['cloud_init_url', { features: { cloud_init_url: 'http://example.org/' } }],
  ['ip_allow', withSshd({ ip_allow: undefined })],
  ['ip_allow', withSshd({ ip_allow: 'example.org' })],
  ['public_ports_allow', withSshd({ public_ports_allow: '80-90' })],
  ['authorized_keys', withSshd({ authorized_keys: `command="x" ssh-ed25519 ${keyBlob('ssh-ed25519')}` })],
])('refuses an impossible %s: %j', async (field, options) => {
  const sandbox = await openSandbox();
  const { status, json } = await call(sandbox, orderWith(options));
  expect(status).toBe(400);
  expect(json.message).toMatch(new RegExp(`^items\\.0\\.product\\.options\\..*${field}`));
  expect(sandbox.orders()).toEqual([]);
});

test.each([
  { items: [] },
  { items: [{ ...exampleItem, name: '' }] },
  { items: [{ ...exampleItem, product: { ...exampleItem.product, name: 'Webhosting' } }] },
  { reference: 7 },
])('refuses the impossible order %j', async change => {
  const sandbox = await openSandbox();
  expect((await call(sandbox, { ...exampleOrder, ...change })).status).toBe(400);
  expect(sandbox.orders()).toEqual([]);
});

test.each([undefined, -1, 1.5, 'abc', '123456789012345678901'])('refuses the order id %j', async orderId => {
  const sandbox = await openSandbox();
  expect((await call(sandbox, { action: 'order_status', order_id: orderId })).status).toBe(400);
  expect((await call(sandbox, { action: 'order_cancel', order_id: orderId })).status).toBe(400);
});
