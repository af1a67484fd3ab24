import { describe, expect, test } from 'vitest';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { describeWarnings, isOpenToTheInternet } from '../../src/request/warnings.ts';
import { createRequestWith } from './example-request.ts';

type Changes = Parameters<typeof createRequestWith>[0];

/** The documented request with an address that exists, which leaves nothing to warn about. */
function createCarefulItem({ sshd, ...changes }: Changes = {}) {
  const [item] = createRequestWith({ ...changes, sshd: { ip_allow: '8.8.8.8', ...sshd } }).items;
  return item;
}

/** What is said of an order of careful servers after these changes. */
function warn(...changes: Changes[]): string[] {
  return describeWarnings(orderRequestSchema.parse({ items: changes.map(createCarefulItem) }));
}

test('a careful request has no warning', () => {
  expect(warn({})).toEqual([]);
});

test.each([
  [{ sshd: undefined }, [expect.stringMatching(/^Nobody can log in/)]],
  [{ sshd: undefined, cloud_init_url: 'https://a.example/init' }, []],
])('without keys somebody has to get in otherwise: %j', (features, warnings) => {
  expect(warn({ features })).toEqual(warnings);
});

describe('ip_allow', () => {
  test.each([
    [undefined, 'No ip_allow: the newer API revision requires it, and SSH may be open to everyone.'],
    ['0.0.0.0/0', 'ip_allow covers the whole internet, or at least half of it: strangers can try'],
    ['8.0.0.0/8', 'ip_allow lets very many public addresses reach SSH'],
    ['10.1.2.3', '10.1.2.3 (private)'],
    ['172.16.0.0/12', '172.16.0.0/12 (private)'],
    ['192.168.0.0/24', '192.168.0.0/24 (private)'],
    ['100.64.0.1', '100.64.0.1 (private)'],
    ['fd00::1', 'fd00::1 (private)'],
    ['fec0::1', 'fec0::1 (private)'],
    ['127.0.0.1', '127.0.0.1 (loopback)'],
    ['169.254.1.1', '169.254.1.1 (link-local)'],
    ['fe80::1', 'fe80::1 (link-local)'],
    ['192.0.2.1', '192.0.2.1 (documentation)'],
    ['2001:db8::/32', '2001:db8::/32 (documentation)'],
    ['255.255.255.255', '255.255.255.255 (reserved)'],
    [
      '8.8.8.8,10.0.0.1,::1',
      'ip_allow names addresses that do not exist on the internet: 10.0.0.1 (private), ::1 (loopback).',
    ],
  ])('of %s is said one thing', (ip_allow, warning) => {
    expect(warn({ sshd: { ip_allow } })).toEqual([expect.stringContaining(warning)]);
  });

  test.each([
    '11.0.0.1',
    '172.32.0.1',
    '172.15.255.255',
    '192.169.0.1',
    '192.0.3.1',
    '100.128.0.1',
    '2001:db9::1',
  ])('%s is public', ip_allow => {
    expect(warn({ sshd: { ip_allow } })).toEqual([]);
  });

  test('of one item that lets half of the internet in makes the request open', () => {
    const isOpen = (...changes: Changes[]) =>
      isOpenToTheInternet(orderRequestSchema.parse({ items: changes.map(createCarefulItem) }));
    expect(isOpen({}, { sshd: { ip_allow: '::/0' } })).toBe(true);
    expect(isOpen({}, { features: { sshd: undefined } })).toBe(false);
    expect(isOpen({ sshd: { ip_allow: '8.0.0.0/8' } })).toBe(false);
  });
});

describe('open ports', () => {
  const ssh = 'Port 22 (SSH) is open to everyone, whatever ip_allow says.';
  const services = (list: string) => `Database or administration ports are open to everyone: ${list}.`;

  test.each([
    ['22', [ssh]],
    ['22:23', [ssh, services('23 (Telnet)')]],
    ['20,24:80,443,8080,2222', []],
    ['5432,3300:3310', [services('3306 (MySQL), 5432 (PostgreSQL)')]],
    ['3307:3388', []],
    ['1:65535', [ssh, expect.stringContaining('27017 (MongoDB)')]],
  ])('%s: %j', (public_ports_allow, warnings) => {
    expect(warn({ sshd: { public_ports_allow } })).toEqual(warnings);
  });
});

test.each([
  [
    { firewall_addme: '1' },
    ['firewall_addme adds the server to the group in firewall_id, which is missing.'],
  ],
  [{ firewall_addme: '0' }, []],
  [{ firewall_addme: '1', firewall_id: 12 }, []],
])('the options %j: %j', (options, warnings) => {
  expect(warn({ options })).toEqual(warnings);
});

test('of several servers those without an antiaffinity may share a host', () => {
  const numbers = (...values: (number | undefined)[]) =>
    warn(...values.map(antiaffinity => ({ options: { antiaffinity } })));
  expect(numbers(1, 1, undefined)).toEqual(['1 of 3 servers have no antiaffinity and may share one host.']);
  expect(numbers(undefined)).toEqual([]);
  expect(numbers(0, 0)).toEqual([]);
});

test('every item is looked at, under its own name', () => {
  const options = { antiaffinity: 1 };
  expect(warn({ options }, { options, sshd: { ip_allow: '::/0' } })).toEqual([
    expect.stringMatching(/^Server 2 \(".*"\): ip_allow covers the whole internet/),
  ]);
});
