import { describe, expect, test } from 'vitest';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { describeWarnings, isOpenToTheInternet } from '../../src/request/warnings.ts';
import { createCarefulRequest, listKinds, warn } from './careful-request.ts';
import { createExampleRequest, createRequestWith } from './example-request.ts';

test('a careful request has no warning', () => {
  expect(warn({})).toEqual([]);
});

test('the documented request names addresses that are not on the internet', () => {
  const request = orderRequestSchema.parse(createExampleRequest());
  expect(describeWarnings(request)).toEqual([
    'ip_allow names addresses that do not exist on the internet: ' +
      'fec0:aaa:1:2::ff (private), 192.168.0.0/24 (private).',
  ]);
});

test('one open item makes the request open', () => {
  const [item] = createExampleRequest().items;
  const [openItem] = createRequestWith({ sshd: { ip_allow: '::/0' } }).items;
  const [bareItem] = createRequestWith({ features: { sshd: undefined } }).items;
  const isOpen = (...items: unknown[]) => isOpenToTheInternet(orderRequestSchema.parse({ items }));
  expect(isOpen(item, openItem)).toBe(true);
  expect(isOpen(item, bareItem)).toBe(false);
});

test.each([
  [{ firewall_addme: '1' }, ['firewall-addme-without-id']],
  [{ firewall_addme: '0' }, []],
  [{ firewall_addme: '1', firewall_id: 12 }, []],
  [{ firewall_id: 12 }, []],
])('the options %j: %j', (options, codes) => {
  expect(listKinds({ options })).toEqual(codes);
});

describe('no-antiaffinity', () => {
  function listPlacementWarnings(...numbers: (number | undefined)[]) {
    const items = numbers.flatMap(antiaffinity => createCarefulRequest({ options: { antiaffinity } }).items);
    return describeWarnings(orderRequestSchema.parse({ items }));
  }

  test('several servers, some without a number, may share a host', () => {
    expect(listPlacementWarnings(undefined, undefined)).toEqual([
      '2 of 2 servers have no antiaffinity and may share one host.',
    ]);
    expect(listPlacementWarnings(1, 1, undefined)).toEqual([
      '1 of 3 servers have no antiaffinity and may share one host.',
    ]);
  });

  test('a single server, or servers that all have a number, are nothing to say', () => {
    expect(listPlacementWarnings(undefined)).toEqual([]);
    expect(listPlacementWarnings(1, 1)).toEqual([]);
    expect(listPlacementWarnings(0, 0)).toEqual([]);
  });
});

test('every item is looked at, under its own name', () => {
  const [first] = createCarefulRequest({ options: { antiaffinity: 1 } }).items;
  const [second] = createRequestWith({ sshd: { ip_allow: '::/0' }, options: { antiaffinity: 1 } }).items;
  expect(describeWarnings(orderRequestSchema.parse({ items: [first, second] }))).toEqual([
    expect.stringMatching(/^Server 2 \(".*"\): ip_allow covers the whole internet/),
  ]);
});
