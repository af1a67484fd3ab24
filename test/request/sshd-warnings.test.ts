import { describe, expect, test } from 'vitest';
import { listKinds, warn } from './careful-request.ts';

describe('open-ssh', () => {
  test.each([
    '0.0.0.0/0',
    '::/0',
    '1.2.3.4/0',
    '0.0.0.0/1,128.0.0.0/1',
    '128.0.0.0/1,8.8.8.8,0.0.0.0/1',
    '::/1,8000::/1',
    '2000::/3',
    '2000::/4,3000::/4',
    '0.0.0.0/1,128.0.0.0/2,192.0.0.0/3',
    '8.8.8.8,2001:db8::1,::/0',
  ])('%s lets everybody in', ip_allow => {
    expect(listKinds({ sshd: { ip_allow } })).toContain('open-ssh');
  });

  test.each([
    '0.0.0.0/1',
    '64.0.0.0/2,128.0.0.0/2',
    '2000::/4',
    '3000::/4',
    '2400::/12,2600::/12,2800::/12,2a00::/12,2c00::/12',
    '2000::/5,2800::/6,2c00::/7,2e00::/8',
  ])('%s lets half of the internet in, or more', ip_allow => {
    expect(listKinds({ sshd: { ip_allow } })).toContain('open-ssh');
  });

  test.each(['128.0.0.0/1', '64.0.0.0/2,128.0.0.0/3', '3000::/5', '2400::/11,2a00::/11', '8000::/1'])(
    '%s lets very many in, and less than half of the internet',
    ip_allow => {
      expect(listKinds({ sshd: { ip_allow } })).toContain('wide-ssh');
      expect(listKinds({ sshd: { ip_allow } })).not.toContain('open-ssh');
    },
  );

  test.each(['10.0.0.0/8', '224.0.0.0/3', '::/96'])('%s lets hardly anybody in', ip_allow => {
    expect(listKinds({ sshd: { ip_allow } })).not.toContain('open-ssh');
  });

  test('all of the internet but one address is open', () => {
    const splits = Array.from({ length: 32 }, (_, bit) => {
      const sibling = (0x08080808 ^ (1 << (31 - bit))) >>> 0;
      const octets = [24, 16, 8, 0].map(shift => (sibling >>> shift) & 255);
      return `${octets.join('.')}/${bit + 1}`;
    });
    expect(listKinds({ sshd: { ip_allow: splits.join() } })).toContain('open-ssh');
    expect(listKinds({ sshd: { ip_allow: [...splits, '8.8.8.8'].join() } })).toContain('open-ssh');
  });

  test('it is the one warning about reach', () => {
    expect(listKinds({ sshd: { ip_allow: '0.0.0.0/0' } })).toEqual(['open-ssh']);
  });
});

describe('other warnings about addresses', () => {
  test.each([
    ['8.0.0.0/8', ['wide-ssh']],
    ['8.0.0.0/9,8.128.0.0/9', ['wide-ssh']],
    ['8.0.0.0/9,8.0.0.0/10,8.8.8.8', []],
    ['8.0.0.0/9', []],
    ['2600::/24', ['wide-ssh']],
    ['2600::/25', []],
  ])('%s: %j', (ip_allow, codes) => {
    expect(listKinds({ sshd: { ip_allow } })).toEqual(codes);
  });

  test('no ip_allow is said, and no sshd is not', () => {
    expect(listKinds({ sshd: { ip_allow: undefined } })).toEqual(['no-ip-allow']);
    expect(listKinds({ features: { sshd: undefined, cloud_init_url: 'https://a.example/init' } })).toEqual(
      [],
    );
  });

  test.each([
    ['10.1.2.3', 'private'],
    ['172.16.0.0/12', 'private'],
    ['192.168.0.0/24', 'private'],
    ['fd00::1', 'private'],
    ['fec0::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.0/24', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['2001:db8::/32', 'documentation'],
    ['100.64.0.1', 'private'],
    ['224.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
  ])('%s is %s', (ip_allow, kind) => {
    expect(warn({ sshd: { ip_allow } })).toEqual([
      `ip_allow names addresses that do not exist on the internet: ${ip_allow} (${kind}).`,
    ]);
  });

  test.each([
    '11.0.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '172.15.255.255',
    '192.0.3.1',
    '100.128.0.1',
    '2001:db9::1',
    '2600::1',
  ])('%s is public', ip_allow => {
    expect(listKinds({ sshd: { ip_allow } })).toEqual([]);
  });

  test('many entries are cut and counted', () => {
    const ip_allow = Array.from({ length: 9 }, (_, index) => `10.0.0.${index}`).join();
    expect(warn({ sshd: { ip_allow } })[0]).toMatch(/10\.0\.0\.5 \(private\), 3 more\.$/);
  });
});

describe('open ports', () => {
  test.each([
    ['22', ['public-ssh-port']],
    ['22:23', ['public-ssh-port', 'public-admin-port']],
    ['20,23:24', ['public-admin-port']],
    ['20,24:80,443,8080', []],
    ['2222', []],
    ['3306', ['public-admin-port']],
    ['3300:3310', ['public-admin-port']],
    ['3307:3388', []],
    ['10000', ['public-admin-port']],
    ['9999,10001', []],
    ['6379', ['public-admin-port']],
    ['27017', ['public-admin-port']],
    ['1:65535', ['public-ssh-port', 'public-admin-port']],
    ['80,443,12000:12010', []],
  ])('%s: %j', (public_ports_allow, codes) => {
    expect(listKinds({ sshd: { public_ports_allow } })).toEqual(codes);
  });

  test('the services behind the ports are named', () => {
    expect(warn({ sshd: { public_ports_allow: '5432,3300:3310' } })).toEqual([
      'Database or administration ports are open to everyone: 3306 (MySQL), 5432 (PostgreSQL).',
    ]);
  });
});
