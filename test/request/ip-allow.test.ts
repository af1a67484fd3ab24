import { expect, test } from 'vitest';
import { parseIpAllow } from '../../src/request/networks.ts';

const shape =
  'is not an IPv4 or IPv6 address or CIDR block, such as 203.0.113.7 or 2001:db8::/32 (IPv4 without ::ffff:)';

test.each([
  'fec0:aaa:1:2::ff,192.168.0.0/24',
  '203.0.113.7',
  '0.0.0.0/0',
  '::/0',
  '255.255.255.255/32',
  '::/1',
  '::/96',
  '2001:db8::/128',
  '10.1.2.3/8',
])('%s is accepted unchanged', text => {
  expect(parseIpAllow(text)).toEqual({ value: text });
});

test.each([
  ['blanks', ' 203.0.113.7 ,\t2001:db8::1\n', '203.0.113.7,2001:db8::1'],
  ['repeats', '203.0.113.7,203.0.113.8,203.0.113.7', '203.0.113.7,203.0.113.8'],
  ['capitals', '2001:DB8::A,2001:db8::a', '2001:db8::a'],
])('%s go away', (_, text, value) => {
  expect(parseIpAllow(text)).toEqual({ value });
});

test.each([
  '203.0.113',
  '203.0.113.07',
  '203.0.113.256',
  '0x7f.0.0.1',
  '3405803783',
  '203.0.113.7/33',
  '203.0.113.7/-1',
  '203.0.113.7/08',
  '203.0.113.7/',
  '203.0.113.7/255.255.255.0',
  '203.0.113.7/24/24',
  '203.0.113.1-203.0.113.9',
  '203.0.113.*',
  '203.0.113.7:22',
  '2001:db8::/129',
  '2001:db8:::1',
  'fe80::1%eth0',
  '[2001:db8::1]',
  'office.example.com',
  '::ffff:192.0.2.1',
  '::ffff:808:808',
  '::ffff:0:0/96',
  '::FFFF:128.0.0.0/97',
  '::/8',
  '::/64',
  'any',
  '203.0.113.7 203.0.113.8',
])('%s is refused by name and place', entry => {
  expect(parseIpAllow(`192.0.2.1,${entry}`)).toEqual({ problems: [`entry 2 "${entry}" ${shape}`] });
});

test.each(['0.0.0.0', '0.0.0.0/32', '::', '::/128'])(
  '%s is refused, as it may stand for everybody',
  entry => {
    expect(parseIpAllow(`192.0.2.1, ${entry}`)).toEqual({
      problems: [
        `holds ${entry}, from which nobody comes; give the addresses that may reach SSH, or 0.0.0.0/0,::/0 for everybody`,
      ],
    });
  },
);

test('each wrong entry is named', () => {
  expect(parseIpAllow('a,192.0.2.1,,b')).toEqual({
    problems: [`entry 1 "a" ${shape}`, `entry 3 "" ${shape}`, `entry 4 "b" ${shape}`],
  });
});

test.each(['', ' ', '\n'])('%j is empty', text => {
  expect(parseIpAllow(text)).toEqual({
    problems: ['is empty; leave the field out or give at least one entry'],
  });
});

function createAddresses(count: number): string {
  return Array.from({ length: count }, (_, index) => `198.51.100.${index}`).join(', ');
}

test('64 entries are accepted and 65 refused', () => {
  expect(parseIpAllow(createAddresses(64))).toHaveProperty('value');
  expect(parseIpAllow(createAddresses(65))).toEqual({ problems: ['has 65 entries; at most 64 are allowed'] });
});

test('64 of the longest blocks fit, and a flood does not', () => {
  const longest = Array.from({ length: 64 }, (_, index) => {
    return `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.${100 + index}/128`;
  });
  expect(parseIpAllow(longest.join(', '))).toHaveProperty('value');
  expect(parseIpAllow('1,'.repeat(1_000_000))).toEqual({
    problems: ['has 1000001 entries; at most 64 are allowed'],
  });
});

test('a wrong entry is repeated cut and without what does not show', () => {
  const { problems } = parseIpAllow(`\u202e\u001b[31m${'x'.repeat(500)}`) as { problems: string[] };
  expect(problems[0]).toMatch(/^entry 1 "U\+202EU\+001B\[31mx{40,48}…" is not/);
});
