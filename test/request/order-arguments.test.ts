import { describe, expect, test } from 'vitest';
import { maskUrlQuery, orderItemSchema, orderRequestSchema } from '../../src/request/order-arguments.ts';
import { createExampleRequest, createRequestWith } from './example-request.ts';
import { explain as explainValue } from './explain.ts';

function explain(value: unknown): string {
  return explainValue(orderRequestSchema, value);
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
  expect(explain({ items: Array(51).fill(item) })).toBe(
    'items: is too long; one order takes at most 50 servers.',
  );
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

function explainOptions(options: Record<string, unknown>): string {
  return explainValue(orderItemSchema, createRequestWith({ options }).items[0]);
}

function explainFeature(features: Record<string, unknown>): string {
  return explainValue(orderItemSchema, createRequestWith({ features }).items[0]);
}

describe('quantities', () => {
  test.each([
    ['quantity_ram_gb', 0.5],
    ['quantity_ram_gb', 64],
    ['quantity_cpu', 1],
    ['quantity_storage_gb', 25],
    ['antiaffinity', 0],
    ['antiaffinity', 7],
  ])('%s may be %d', (field, value) => {
    expect(explainOptions({ [field]: value })).toBe('accepted');
  });

  test.each([
    ['quantity_ram_gb', 0, '0 is not a number above 0'],
    ['quantity_ram_gb', -1, '-1 is not a number above 0'],
    ['quantity_ram_gb', '4 GB', '"4 GB" does not fit; give a number above 0'],
    ['quantity_ram_gb', JSON.parse('1e999'), 'Infinity does not fit; give a number above 0'],
    ['quantity_cpu', 0, '0 is not a whole number of at least 1'],
    ['quantity_cpu', 1.5, '1.5 is not a whole number of at least 1'],
    ['quantity_cpu', 2 ** 53, '9007199254740992 is not a whole number of at least 1'],
    ['quantity_storage_gb', 25.5, '25.5 is not a whole number of at least 1'],
    ['quantity_storage_gb', -25, '-25 is not a whole number of at least 1'],
    ['antiaffinity', -1, '-1 is not a whole number of at least 0'],
    ['antiaffinity', 0.5, '0.5 is not a whole number of at least 0'],
    ['antiaffinity', true, 'true does not fit; give a whole number of at least 0'],
  ])('%s refuses %j', (field, value, problem) => {
    expect(explainOptions({ [field]: value })).toBe(`product.options.${field}: ${problem}.`);
  });
});

describe('the operating system', () => {
  test.each([{ os: 2 }, { os: 'Debian' }, { os: 'Debian', os_version: '10.4' }])(
    '%j is accepted',
    options => {
      expect(explainOptions(options)).toBe('accepted');
    },
  );

  test.each([
    [{ os: 0 }, 'os: 0 is not a whole number of at least 1'],
    [{ os: 2.5 }, 'os: 2.5 is not a whole number of at least 1'],
    [{ os: '' }, 'os: has no visible character'],
    [{ os: 'Deb\u200bian' }, 'os: character 4 is U+200B'],
    [{ os: null }, 'os: null does not fit; give a name such as "Debian", or a positive whole number'],
    [{ os: ['Debian'] }, 'os: a list does not fit'],
    [{ os: { name: 'Debian' } }, 'os: an object does not fit'],
    [{ os: 2, os_version: '10' }, 'os_version: goes with an os name only; leave it out beside an os number'],
    [{ os: 'Debian', os_version: 10.4 }, 'os_version: is of type number; give text in quotes'],
    [{ os: 'Debian', os_version: ' ' }, 'os_version: has no visible character'],
  ])('%j is refused', (options, problem) => {
    expect(explainOptions(options)).toContain(`product.options.${problem}`);
  });
});

describe('the firewall group', () => {
  test.each([
    [12, 12],
    ['12', '12'],
    ['00012', '00012'],
    ['99999999999999999999', '99999999999999999999'],
  ])('%j is sent as %j', (id, sent) => {
    const item = createRequestWith({ options: { firewall_id: id } }).items[0];
    expect(orderItemSchema.parse(item).product.options.firewall_id).toBe(sent);
  });

  test.each([
    [0, '0 is not a firewall group'],
    ['0', '"0" is not a firewall group'],
    [-3, '-3 is not a firewall group'],
    [1.5, '1.5 is not a firewall group'],
    ['office', '"office" is not a firewall group; give a positive whole number, or 1–20 digits as text'],
    ['123456789012345678901', '"123456789012345678901" is not a firewall group'],
    [null, 'null does not fit'],
  ])('%j is refused', (id, problem) => {
    expect(explainOptions({ firewall_id: id })).toContain(`product.options.firewall_id: ${problem}`);
  });

  test('firewall_addme takes the documented text and says so', () => {
    expect(explainOptions({ firewall_addme: '1' })).toBe('accepted');
    expect(explainOptions({ firewall_addme: '0' })).toBe('accepted');
    const hint = 'give "1" or "0" as text, in quotes';
    expect(explainOptions({ firewall_addme: 1 })).toBe(
      `product.options.firewall_addme: 1 does not fit; ${hint}.`,
    );
    expect(explainOptions({ firewall_addme: true })).toBe(
      `product.options.firewall_addme: true does not fit; ${hint}.`,
    );
    expect(explainOptions({ firewall_addme: 'yes' })).toContain('"yes" does not fit');
  });
});

describe('product and features', () => {
  test('another product is refused with the one there is', () => {
    const [item] = createRequestWith({}).items;
    expect(explainValue(orderItemSchema, { ...item, product: { ...item?.product, name: 'VM' } })).toBe(
      'product.name: "VM" does not fit; the one product is "VPS".',
    );
  });

  test.each([0, 1])('ipv4 may be %d', ipv4 => {
    expect(explainFeature({ ipv4 })).toBe('accepted');
  });

  test.each([
    [2, '2'],
    ['1', '"1"'],
    [true, 'true'],
  ])('ipv4 refuses %j', (ipv4, shown) => {
    expect(explainFeature({ ipv4 })).toBe(
      `product.options.features.ipv4: ${shown} does not fit; give 1 for an IPv4 address or 0 for none, as a number.`,
    );
  });

  test('every feature is optional', () => {
    expect(explainOptions({ features: {} })).toBe('accepted');
  });
});

describe('the address of a cloud-init file', () => {
  test.each([
    'https://example.com',
    'https://example.com/init?token=abc&x=%20',
    'HTTPS://Example.com:8443/a/../b',
    'https://[2001:db8::1]/init',
    'https://example.com/@user?mail=a@b',
    `https://example.com/${'a'.repeat(2048 - 20)}`,
  ])('%s is kept as given', url => {
    expect(explainFeature({ cloud_init_url: url })).toBe('accepted');
  });

  const noHttps =
    'does not start with https://; put the cloud-init file where the server can load it, and give its https address';
  const toEncode = 'holds a blank, a backslash or a character outside ASCII; percent-encode it';

  test.each([
    ['http://example.com/secretpart', noHttps],
    ['file:///secretpart', noHttps],
    ['https:/example.com/secretpart', noHttps],
    ['https:///example.com/secretpart', noHttps],
    ['secretpart', noHttps],
    ['https://ann:secretpart@example.com/', 'holds a user name or password before the host; remove it'],
    ['https://secretpart@example.com/', 'holds a user name or password before the host; remove it'],
    ['https://example.com/#secretpart', 'holds a fragment (#…), which no server ever receives; remove it'],
    ['https://example.com/?secretpart#', 'holds a fragment (#…), which no server ever receives; remove it'],
    ['https://example.com\\@secretpart/', toEncode],
    [' https://example.com/secretpart', noHttps],
    ['#cloud-config\npassword: secretpart', noHttps],
    [`#cloud-config\n${'- secretpart\n'.repeat(200)}`, noHttps],
    ['https://example.com/secret part', toEncode],
    ['https://example.com/\nsecretpart', toEncode],
    ['https://exämple.com/secretpart', toEncode],
    ['', noHttps],
    ['https://?secretpart', 'is not a URL'],
    ['https://exa mple.com'.replace(' ', '<'), 'is not a URL'],
    [`https://example.com/${'a'.repeat(2048 - 19)}`, 'is longer than 2048 characters'],
  ])('%s is refused, without repeating it', (url, problem) => {
    expect(explainFeature({ cloud_init_url: url })).toBe(
      `product.options.features.cloud_init_url: ${problem}.`,
    );
    expect(problem).not.toContain('secretpart');
  });

  test.each([
    ['https://example.com/init', 'https://example.com/init'],
    ['https://example.com:8443/init?token=abc&b', 'https://example.com:8443/init?***'],
    ['https://example.com/init?', 'https://example.com/init'],
  ])('%s is shown as %s', (url, shown) => {
    expect(maskUrlQuery(url)).toBe(shown);
  });
});
