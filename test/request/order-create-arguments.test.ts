import { expect, test } from 'vitest';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { toProblems } from '../../src/request/problems.ts';
import { createExampleRequest, createRequestWith } from './example-request.ts';

function explain(value: unknown): string {
  const parsed = orderRequestSchema.safeParse(value);
  return parsed.success ? 'accepted' : toProblems(parsed.error);
}

test('the documented request comes out as it went in', () => {
  expect(orderRequestSchema.parse(createExampleRequest())).toEqual(createExampleRequest());
});

test('the fields of the later revision come out as they went in', () => {
  const request = createRequestWith({
    options: { os: 'Debian', os_version: '10.4', antiaffinity: 1, firewall_id: 12, firewall_addme: '1' },
    features: { cloud_init_url: 'https://example.com/init?token=abc' },
  });
  expect(orderRequestSchema.parse(request)).toEqual(request);
});

test('an order of fifty servers is accepted, and one of fifty-one or none is refused', () => {
  const [item] = createExampleRequest().items;
  expect(explain({ items: Array(50).fill(item) })).toBe('accepted');
  expect(explain({ items: Array(51).fill(item) })).toBe('items: has 51 servers; at most 50 are allowed.');
  expect(explain({ items: [] })).toBe('items: is empty; give at least one server.');
});

const misplaced: [string, (request: ReturnType<typeof createExampleRequest>) => unknown, string][] = [
  ['the request', request => request, 'arguments'],
  ['an item', request => request.items[0], 'items[0]'],
  ['a product', request => request.items[0]?.product, 'items[0].product'],
  ['options', request => request.items[0]?.product.options, 'items[0].product.options'],
  ['features', request => request.items[0]?.product.options.features, 'items[0].product.options.features'],
  [
    'sshd',
    request => request.items[0]?.product.options.features.sshd,
    'items[0].product.options.features.sshd',
  ],
];

test.each(misplaced)('an unknown key in %s is refused by name', (_, pick, path) => {
  const request = createExampleRequest();
  Object.assign(pick(request) as object, { sudo: true, region: 'eu' });
  expect(explain(request)).toBe(`${path}: unknown keys "sudo", "region".`);
});

test('an inherited name or __proto__ is an unknown key like any other', () => {
  const request = JSON.parse('{"items":[],"__proto__":{"dry_run":true},"constructor":1}');
  expect(explain(request)).toContain('unknown keys "__proto__", "constructor"');
});

test.each([
  ['items', 'items: is missing; give a list.'],
  ['name', 'items[0].name: is missing; give text in quotes.'],
  ['product', 'items[0].product: is missing; give an object.'],
  ['options', 'items[0].product.options: is missing; give an object.'],
  ['quantity_ram_gb', 'items[0].product.options.quantity_ram_gb: is missing; give a number above 0.'],
  ['quantity_cpu', 'items[0].product.options.quantity_cpu: is missing; give a whole number of at least 1.'],
  [
    'quantity_storage_gb',
    'items[0].product.options.quantity_storage_gb: is missing; give a whole number of at least 1.',
  ],
  [
    'os',
    'items[0].product.options.os: is missing; give a name such as "Debian", or a positive whole number.',
  ],
  ['features', 'items[0].product.options.features: is missing; give an object.'],
  [
    'authorized_keys',
    'items[0].product.options.features.sshd.authorized_keys: is missing; give text in quotes.',
  ],
])('a request without %s is refused', (key, problem) => {
  const text = JSON.stringify(createExampleRequest());
  const withoutKey = JSON.parse(text, function (this: Record<string, unknown>, name, value) {
    return name === key && this.constructor === Object && name !== '' ? undefined : value;
  });
  expect(explain(withoutKey)).toContain(problem);
});

test.each([
  ['reference', 'web shop'],
  ['idempotency_key', 'order-7f3a'],
  ['dry_run', true],
])('%s is optional', (key, value) => {
  expect(explain({ ...createExampleRequest(), [key]: value })).toBe('accepted');
});

test.each([
  ['reference', ' web shop', 'reference: starts or ends with a blank; remove it.'],
  [
    'idempotency_key',
    'two words',
    'idempotency_key: "two words" is not 1–64 visible ASCII characters without blanks.',
  ],
  ['idempotency_key', '', 'idempotency_key: "" is not 1–64 visible ASCII characters without blanks.'],
  ['idempotency_key', 'schlüssel', '"schlüssel" is not'],
  ['idempotency_key', 'k'.repeat(65), '…" is not 1–64'],
  [
    'dry_run',
    'false',
    'dry_run: "false" does not fit; give true to check without ordering, or leave it out to order.',
  ],
])('%s refuses %j', (key, value, problem) => {
  expect(explain({ ...createExampleRequest(), [key]: value })).toContain(problem);
});
