import { describe, expect, test } from 'vitest';
import { findReach, ipAllowSchema, portsSchema, toPortRanges } from '../../src/request/networks-and-ports.ts';
import { explain } from './explain.ts';

describe('ip_allow', () => {
  const shape = 'is not an IPv4 or IPv6 address or CIDR block that somebody comes from, such as 203.0.113.7';

  test.each([
    'fec0:aaa:1:2::ff,192.168.0.0/24',
    '203.0.113.7',
    '0.0.0.0/0,::/0',
    '255.255.255.255/32',
    '2001:DB8::A,::/1',
    '2001:db8::/128',
    '10.1.2.3/8',
  ])('%s is accepted unchanged', text => {
    expect(ipAllowSchema.parse(text)).toBe(text);
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
    '',
  ])('%s is refused by name and place', entry => {
    expect(explain(ipAllowSchema, `192.0.2.1,${entry}`)).toContain(`entry 2 "${entry}" ${shape}`);
  });

  test.each(['0.0.0.0', '0.0.0.0/32', '::', '0::0', '::/128'])(
    '%s is refused, as it may stand for everybody',
    entry => {
      expect(explain(ipAllowSchema, entry)).toMatch(
        /that somebody comes from.*, and 0\.0\.0\.0\/0,::\/0 for everybody\)/,
      );
    },
  );

  test('64 entries are accepted and 65 refused', () => {
    const addresses = Array.from({ length: 65 }, (_, index) => `198.51.100.${index}`);
    expect(explain(ipAllowSchema, addresses.slice(1).join())).toBe('accepted');
    expect(explain(ipAllowSchema, addresses.join())).toContain('has 65 entries; at most 64 are allowed');
  });

  test('a wrong entry is repeated cut and without what does not show', () => {
    expect(explain(ipAllowSchema, `\u202e\u001b[31m${'x'.repeat(500)}`)).toMatch(
      /entry 1 "U\+202EU\+001B\[31mx{40,48}…" is not/,
    );
  });
});

describe('public_ports_allow', () => {
  test.each([
    ['80,443,12000:12010', [80, 80, 443, 443, 12000, 12010]],
    ['1:65535', [1, 65535]],
    ['80:80', [80, 80]],
  ])('%s is accepted unchanged, and read as ranges', (text, ends) => {
    expect(portsSchema.parse(text)).toBe(text);
    expect(toPortRanges(text).flatMap(({ first, last }) => [first, last])).toEqual(ends);
  });

  test.each([
    '0',
    '65536',
    '080',
    '-80',
    '80.5',
    '8e1',
    'http',
    '80/tcp',
    '8000-8010',
    '90:80',
    '80:',
    ':80',
    '1:2:3',
    '0:80',
    '80:65536',
    '80;443',
    '',
  ])('%j is refused by name and place', entry => {
    expect(explain(portsSchema, `22,${entry}`)).toBe(
      `arguments: entry 2 "${entry}" is not a port from 1 to 65535 or an ascending range, as in 80,443,12000:12010.`,
    );
  });
});

describe('whom ip_allow lets in', () => {
  test.each([
    '0.0.0.0/0',
    '::/0',
    '1.2.3.4/0',
    '0.0.0.0/1',
    '0.0.0.0/1,128.0.0.0/1',
    '128.0.0.0/1,8.8.8.8,0.0.0.0/1',
    '64.0.0.0/2,128.0.0.0/2',
    '0.0.0.0/1,128.0.0.0/2,192.0.0.0/3',
    '::/1,8000::/1',
    '2000::/3',
    '2000::/4',
    '2400::/12,2600::/12,2800::/12,2a00::/12,2c00::/12',
    '8.8.8.8,2001:db8::1,::/0',
  ])('%s: half of the internet or more', ipAllow => {
    expect(findReach(ipAllow)).toBe('half');
  });

  test('all of the internet but one address is half of it or more', () => {
    const splits = Array.from({ length: 32 }, (_, bit) => {
      const sibling = (0x08080808 ^ (1 << (31 - bit))) >>> 0;
      const octets = [24, 16, 8, 0].map(shift => (sibling >>> shift) & 255);
      return `${octets.join('.')}/${bit + 1}`;
    });
    expect(findReach(splits.join())).toBe('half');
  });

  test.each([
    '128.0.0.0/1',
    '64.0.0.0/2,128.0.0.0/3',
    '8.0.0.0/8',
    '8.0.0.0/9,8.128.0.0/9',
    '2400::/12,2600::/12,2a00::/12',
    '2600::/24',
  ])('%s: very many', ipAllow => {
    expect(findReach(ipAllow)).toBe('many');
  });

  test.each([
    '10.0.0.0/8',
    '224.0.0.0/3',
    'fc00::/7',
    '8.0.0.0/9',
    '8.0.0.0/9,8.0.0.0/10,8.8.8.8',
    '2600::/25',
  ])('%s: not many', ipAllow => {
    expect(findReach(ipAllow)).toBeUndefined();
  });
});
