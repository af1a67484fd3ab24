import { expect, test } from 'vitest';
import * as z from 'zod';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { renderPath, toProblems } from '../../src/request/problems.ts';
import { createExampleRequest, createRequestWith } from './example-request.ts';
import { explain } from './explain.ts';
import { createEd25519Line } from './openssh-keys.ts';

test.each([
  [[], 'arguments'],
  [['order_id'], 'order_id'],
  [['items', 0, 'product', 'options', 'os'], 'items[0].product.options.os'],
  [[0, 'name'], '[0].name'],
])('the path %j reads %s', (path, text) => {
  expect(renderPath(path)).toBe(text);
});

test('several problems are several sentences, each with its field', () => {
  const request = createRequestWith({
    options: { quantity_cpu: 0 },
    sshd: { ip_allow: '192.0.2.1,nowhere', public_ports_allow: '0' },
  });
  expect(explain(orderRequestSchema, { ...request, foo: 1 })).toBe(
    'items[0].product.options.quantity_cpu: 0 is not a whole number of at least 1. ' +
      'items[0].product.options.features.sshd.ip_allow: entry 2 "nowhere" is not an IPv4 or IPv6 address or CIDR block that somebody comes from, such as 203.0.113.7 or 2001:db8::/32 (IPv4 without ::ffff:, and 0.0.0.0/0,::/0 for everybody). ' +
      'items[0].product.options.features.sshd.public_ports_allow: entry 1 "0" is not a port from 1 to 65535 or an ascending range, as in 80,443,12000:12010. ' +
      'arguments: unknown key "foo".',
  );
});

test('a flood of problems is cut and counted', () => {
  const numbers = z.array(z.number());
  const text = explain(numbers, Array(1000).fill('x'));
  expect(text.match(/is of type string/g)).toHaveLength(12);
  expect(text).toMatch(/And 988 more\.$/);
});

test('a flood of unknown keys is cut and counted', () => {
  const keys = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, 1]));
  expect(explain(z.strictObject({}), keys)).toBe(
    'arguments: unknown keys "k0", "k1", "k2", "k3", "k4", 995 more.',
  );
});

test('an unknown key is shown cut and without what does not show', () => {
  expect(explain(z.strictObject({}), { ['\u202e\n'.repeat(3)]: 1 })).toBe(
    'arguments: unknown key "U+202EU+000AU+202EU+000AU+202EU+000A".',
  );
  expect(explain(z.strictObject({}), { ['k'.repeat(100_000)]: 1 }).length).toBeLessThan(100);
});

const secretBody = 'c2VjcmV0cGFydA9x7';
const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${secretBody}\n-----END OPENSSH PRIVATE KEY-----`;

// The header lines of an encrypted key hold commas, at which a list would be cut.
const encryptedKey = privateKey.replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,');

const misplaced: [string, unknown][] = [
  ['authorized_keys', createRequestWith({ sshd: { authorized_keys: privateKey } })],
  [
    'authorized_keys beside a key',
    createRequestWith({ sshd: { authorized_keys: `${createEd25519Line()}\n${privateKey}` } }),
  ],
  ['authorized_keys as a list', createRequestWith({ sshd: { authorized_keys: [privateKey] } })],
  ['authorized_keys without its header', createRequestWith({ sshd: { authorized_keys: secretBody } })],
  [
    'authorized_keys after a type',
    createRequestWith({ sshd: { authorized_keys: `ssh-ed25519 ${secretBody}` } }),
  ],
  ['ip_allow', createRequestWith({ sshd: { ip_allow: privateKey } })],
  ['ip_allow, encrypted', createRequestWith({ sshd: { ip_allow: encryptedKey } })],
  ['public_ports_allow', createRequestWith({ sshd: { public_ports_allow: `80,${privateKey}` } })],
  ['cloud_init_url', createRequestWith({ features: { cloud_init_url: privateKey } })],
  ['os', createRequestWith({ options: { os: privateKey } })],
  ['firewall_id', createRequestWith({ options: { firewall_id: privateKey } })],
  ['firewall_addme', createRequestWith({ options: { firewall_addme: privateKey } })],
  ['ipv4', createRequestWith({ features: { ipv4: privateKey } })],
  ['antiaffinity', createRequestWith({ options: { antiaffinity: privateKey } })],
  ['sshd itself', createRequestWith({ features: { sshd: privateKey } })],
  ['reference', { ...createExampleRequest(), reference: privateKey }],
  ['idempotency_key', { ...createExampleRequest(), idempotency_key: privateKey }],
  ['items', { items: privateKey }],
];

test.each(misplaced)('a private key as %s is refused, and none of it is repeated', (_, request) => {
  const { error, data } = orderRequestSchema.safeParse(request);
  expect(data).toBeUndefined();
  expect(error).toBeDefined();
  if (!error) return;
  const everything = [
    JSON.stringify(error),
    error.message,
    error.stack,
    String(error),
    toProblems(error),
  ].join();
  expect(everything).not.toContain(secretBody);
  expect(everything).not.toContain('-----BEGIN');
});

test('a private key as the name of a field is not repeated either', () => {
  expect(explain(orderRequestSchema, { ...createExampleRequest(), [privateKey]: 1 })).toBe(
    'arguments: unknown key (a private key).',
  );
});
