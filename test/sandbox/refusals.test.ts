import { expect, test } from 'vitest';
import {
  call,
  exampleItem,
  exampleOrder,
  keyBlob,
  openSandbox,
  orderWith,
  send,
  tokenHeaders,
} from './sandbox-client.ts';

const list = JSON.stringify({ action: 'order_list' });

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

test('accepts the token and HTTP Basic, and nothing else', async () => {
  const sandbox = await openSandbox({ username: 'jo', password: 'pässword:with colon' });
  const statusWith = async (headers: Record<string, string>) => {
    return (
      await send(sandbox.apiUrl, { body: list, headers: { 'content-type': 'application/json', ...headers } })
    ).status;
  };
  const right = basic('jo:pässword:with colon');
  expect(await statusWith({ 'x-account-token': sandbox.token })).toBe(200);
  expect(await statusWith({ authorization: right })).toBe(200);
  expect(await statusWith({ authorization: right.replace('Basic', 'basic') })).toBe(200);
  expect(await statusWith({})).toBe(401);
  expect(await statusWith({ 'x-account-token': `${sandbox.token}x` })).toBe(401);
  expect(await statusWith({ 'x-account-token': '' })).toBe(401);
  expect(await statusWith({ 'x-account-token': 'wrong', authorization: right })).toBe(401);
  expect(await statusWith({ authorization: basic('jo:wrong') })).toBe(401);
  expect(await statusWith({ authorization: `Bearer ${sandbox.token}` })).toBe(401);
});

test('answers 401 as JSON and carries nothing out', async () => {
  const sandbox = await openSandbox();
  const reply = await send(sandbox.apiUrl, {
    body: JSON.stringify(exampleOrder),
    headers: { 'content-type': 'application/json' },
  });
  expect(reply.status).toBe(401);
  expect(reply.headers['www-authenticate']).toContain('Basic');
  expect(JSON.parse(reply.text)).toEqual({ status: 401, message: 'Unauthorized' });
  expect(sandbox.orders()).toEqual([]);
});

test('makes up new credentials for every run', async () => {
  const [first, second] = [await openSandbox(), await openSandbox()];
  expect(first.token).toMatch(/^sandbox-[0-9a-f]{24}$/);
  expect(first.token).not.toBe(second.token);
  expect(first.password).not.toBe(second.password);
});

test('refuses other methods, paths and content types', async () => {
  const sandbox = await openSandbox();
  const headers = tokenHeaders(sandbox);
  expect(await send(sandbox.apiUrl, { method: 'GET' })).toMatchObject({
    status: 405,
    headers: { allow: 'POST' },
  });
  expect((await send(`${sandbox.apiUrl}/more`, { headers, body: list })).status).toBe(404);
  expect((await send(new URL('/api', sandbox.apiUrl).href, { headers, body: list })).status).toBe(404);
  expect(
    (await send(sandbox.apiUrl, { headers: { ...headers, 'content-type': 'text/plain' }, body: list }))
      .status,
  ).toBe(415);
});

test.each([
  '',
  '{"action":',
  '[]',
  '"order_list"',
  'null',
  '{}',
  '{"action":7}',
  '{"action":"order_delete"}',
  '{"action":"toString"}',
])('refuses the body %s with 400', async body => {
  const sandbox = await openSandbox();
  const reply = await send(sandbox.apiUrl, { headers: tokenHeaders(sandbox), body });
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.text)).toMatchObject({ status: 400, message: expect.any(String) });
});

const sshd = exampleItem.product.options.features.sshd;

const impossibleOptions: [string, object][] = [
  ['quantity_ram_gb', { quantity_ram_gb: 0 }],
  ['quantity_ram_gb', { quantity_ram_gb: '1' }],
  ['quantity_cpu', { quantity_cpu: 1.5 }],
  ['quantity_cpu', { quantity_cpu: -1 }],
  ['quantity_storage_gb', { quantity_storage_gb: 1e30 }],
  ['os', { os: 0 }],
  ['os', { os: ' ' }],
  ['os', { os: undefined }],
  ['ipv4', { features: { ipv4: 2 } }],
  ['cloud_init_url', { features: { cloud_init_url: 'http://example.org/' } }],
  ['ip_allow', { features: { sshd: { ...sshd, ip_allow: undefined } } }],
  ...['', 'example.org', 'fe80::1%eth0'].map((text): [string, object] => [
    'ip_allow',
    { features: { sshd: { ...sshd, ip_allow: text } } },
  ]),
  ...['80-90', '80/tcp'].map((text): [string, object] => [
    'public_ports_allow',
    { features: { sshd: { ...sshd, public_ports_allow: text } } },
  ]),
  ...['', 'ssh-rsa ......', `command="x" ssh-ed25519 ${keyBlob('ssh-ed25519')}`].map(
    (text): [string, object] => [
      'authorized_keys',
      { features: { sshd: { ...sshd, authorized_keys: text } } },
    ],
  ),
];

test.each(impossibleOptions)('refuses an impossible %s: %j', async (field, options) => {
  const sandbox = await openSandbox();
  const { status, json } = await call(sandbox, orderWith(options));
  expect(status).toBe(400);
  expect(json.message).toMatch(new RegExp(`^items\\.0\\.product\\.options\\..*${field}`));
  expect(sandbox.orders()).toEqual([]);
});

test.each([
  { items: [] },
  { items: undefined },
  { items: {} },
  { items: [{ ...exampleItem, name: '' }] },
  { items: [{ ...exampleItem, product: { ...exampleItem.product, name: 'Webhosting' } }] },
  { items: [{ name: 'x', product: { name: 'VPS' } }] },
  { reference: 7 },
])('refuses the impossible order %j', async change => {
  const sandbox = await openSandbox();
  expect((await call(sandbox, { ...exampleOrder, ...change })).status).toBe(400);
  expect(sandbox.orders()).toEqual([]);
});

test.each([undefined, null, -1, 1.5, 'abc', '', '123456789012345678901', [73]])(
  'refuses the order id %j',
  async orderId => {
    const sandbox = await openSandbox();
    expect((await call(sandbox, { action: 'order_status', order_id: orderId })).status).toBe(400);
    expect((await call(sandbox, { action: 'order_cancel', order_id: orderId })).status).toBe(400);
  },
);
