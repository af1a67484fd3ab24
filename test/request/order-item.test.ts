import { describe, expect, test } from 'vitest';
import { orderItemSchema } from '../../src/request/order-arguments.ts';
import { toProblems } from '../../src/request/problems.ts';
import { createRequestWith } from './example-request.ts';

function explain(options: Record<string, unknown>): string {
  const parsed = orderItemSchema.safeParse(createRequestWith({ options }).items[0]);
  return parsed.success ? 'accepted' : toProblems(parsed.error);
}

function explainFeature(features: Record<string, unknown>): string {
  const parsed = orderItemSchema.safeParse(createRequestWith({ features }).items[0]);
  return parsed.success ? 'accepted' : toProblems(parsed.error);
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
    expect(explain({ [field]: value })).toBe('accepted');
  });

  test.each([
    ['quantity_ram_gb', 0, '0 is not a number above 0'],
    ['quantity_ram_gb', -1, '-1 is not a number above 0'],
    ['quantity_ram_gb', '4 GB', '"4 GB" does not fit; give a number above 0'],
    ['quantity_ram_gb', JSON.parse('1e999'), 'Infinity does not fit; give a number above 0'],
    ['quantity_cpu', 0, '0 is not a whole number of at least 1'],
    ['quantity_cpu', 1.5, '1.5 is not a whole number of at least 1'],
    ['quantity_cpu', 2 ** 53, 'is too large'],
    ['quantity_storage_gb', 25.5, '25.5 is not a whole number of at least 1'],
    ['quantity_storage_gb', -25, '-25 is not a whole number of at least 1'],
    ['antiaffinity', -1, '-1 is not a whole number of at least 0'],
    ['antiaffinity', 0.5, '0.5 is not a whole number of at least 0'],
    ['antiaffinity', true, 'true does not fit; give a whole number of at least 0'],
  ])('%s refuses %j', (field, value, problem) => {
    expect(explain({ [field]: value })).toBe(`product.options.${field}: ${problem}.`);
  });
});

describe('the operating system', () => {
  test.each([{ os: 2 }, { os: 'Debian' }, { os: 'Debian', os_version: '10.4' }])(
    '%j is accepted',
    options => {
      expect(explain(options)).toBe('accepted');
    },
  );

  test.each([
    [{ os: 0 }, 'os: 0 is not an operating system'],
    [{ os: 2.5 }, 'os: 2.5 is not an operating system'],
    [{ os: '' }, 'os: has no visible character'],
    [{ os: 'Deb\u200bian' }, 'os: character 4 is U+200B'],
    [{ os: null }, 'os: null does not fit; give a name such as "Debian", or a positive whole number'],
    [{ os: ['Debian'] }, 'os: a list does not fit'],
    [{ os: { name: 'Debian' } }, 'os: an object does not fit'],
    [{ os: 2, os_version: '10' }, 'os_version: goes with an os name only; leave it out beside an os number'],
    [{ os: 'Debian', os_version: 10.4 }, 'os_version: is of type number; give text in quotes'],
    [{ os: 'Debian', os_version: ' ' }, 'os_version: has no visible character'],
  ])('%j is refused', (options, problem) => {
    expect(explain(options)).toContain(`product.options.${problem}`);
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
    expect(explain({ firewall_id: id })).toContain(`product.options.firewall_id: ${problem}`);
  });

  test('firewall_addme takes the documented text and says so', () => {
    expect(explain({ firewall_addme: '1' })).toBe('accepted');
    expect(explain({ firewall_addme: '0' })).toBe('accepted');
    const hint = 'give "1" or "0" as text, in quotes';
    expect(explain({ firewall_addme: 1 })).toBe(`product.options.firewall_addme: 1 does not fit; ${hint}.`);
    expect(explain({ firewall_addme: true })).toBe(
      `product.options.firewall_addme: true does not fit; ${hint}.`,
    );
    expect(explain({ firewall_addme: 'yes' })).toContain('"yes" does not fit');
  });
});

describe('product and features', () => {
  test('another product is refused with the one there is', () => {
    const [item] = createRequestWith({}).items;
    const parsed = orderItemSchema.safeParse({ ...item, product: { ...item?.product, name: 'VM' } });
    expect(parsed.error && toProblems(parsed.error)).toBe(
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
    expect(explain({ features: {} })).toBe('accepted');
  });
});
