import { containsCidr, excludeCidr, normalizeCidr, parseCidr } from 'cidr-tools';

/** Address blocks of the IANA special-purpose registries that no host on the internet comes from. */
const specialBlocks = new Map<string, string[]>([
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  ['site-local', ['fec0::/10']],
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['documentation', ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20']],
  ['carrier-internal', ['100.64.0.0/10']],
  ['multicast', ['224.0.0.0/4', 'ff00::/8']],
  [
    'reserved',
    ['0.0.0.0/8', '192.0.0.0/24', '198.18.0.0/15', '240.0.0.0/4', '::/128', '100::/64', '2001:2::/48'],
  ],
  ['IPv4-mapped', ['::ffff:0:0/96']],
]);
const specialAddresses = [...specialBlocks.values()].flat();

// Who covers one of these has left out nobody: each is all of the internet that one family can reach.
// 2000::/3 is the only part of IPv6 from which addresses are given out.
const wholeInternets = [
  excludeCidr('0.0.0.0/0', specialAddresses),
  excludeCidr('2000::/3', specialAddresses),
  ['::ffff:0:0/96'],
];

// A /8 and a /24: more than any one organisation's offices and providers.
const wideAddressCounts = { 4: 2n ** 24n, 6: 2n ** 104n } as const;

/** The networks of an accepted `ip_allow`. */
export function toNetworks(ipAllow: string): string[] {
  return ipAllow.split(',');
}

/** Whether the blocks, taken together, let everybody in, over IPv4 or over IPv6. */
export function coversTheInternet(networks: string[]): boolean {
  return wholeInternets.some(internet => excludeCidr(internet, networks).length === 0);
}

/** Whether the blocks, taken together, hold a great many public addresses of one family. */
export function isWide(networks: string[]): boolean {
  const counts = { 4: 0n, 6: 0n };
  for (const block of excludeCidr(networks, specialAddresses)) {
    const { version, start, end } = parseCidr(block);
    counts[version] += end - start + 1n;
  }
  return counts[4] >= wideAddressCounts[4] || counts[6] >= wideAddressCounts[6];
}

/** What is special about a network that lies wholly outside the public internet: `private`, `documentation`, …. */
export function findSpecialKind(network: string): string | undefined {
  return [...specialBlocks].find(([, blocks]) => containsCidr(blocks, network))?.[0];
}

/** The block that is meant when an address inside it is written with a prefix: `10.0.0.0/8` for `10.1.2.3/8`. */
export function findMaskedBlock(network: string): string | undefined {
  const { start, ip } = parseCidr(network);
  return parseCidr(ip).start === start ? undefined : normalizeCidr(network);
}
