import { isIP } from 'node:net';
import { containsCidr, excludeCidr, overlapCidr, parseCidr } from 'cidr-tools';
import { parseCommaList } from './comma-list.ts';
import { type Ruling, refuse, textField } from './fields.ts';

/** All of what IPv6 addresses may ever be given out from. */
const internet6 = '2000::/3';

const prefixBits = { 4: 32, 6: 128 } as const;

// Host bits may be set: what such a block means is unambiguous.
function parseNetwork(entry: string): string | undefined {
  const [address = '', prefix, ...rest] = entry.toLowerCase().split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0) return undefined;
  if (prefix !== undefined && !(/^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= prefixBits[version]))
    return undefined;
  const network = prefix === undefined ? address : `${address}/${prefix}`;
  return isMapped(network) ? undefined : network;
}

/** Whether a block is IPv4 in the form of IPv6: it may let in whom no count here sees, or nobody. */
function isMapped(network: string): boolean {
  return overlapCidr(network, '::ffff:0:0/96') && !containsCidr(network, internet6);
}

const unspecified = /^(?:0\.0\.0\.0(?:\/32)?|::(?:\/128)?)$/;

/** Comma-separated IPv4/IPv6 addresses and CIDR blocks, up to 64. */
export function parseIpAllow(text: string): Ruling {
  // Written for everybody as well as for nobody, and let through it would lock everybody out.
  const nobody = text.split(',').find(entry => unspecified.test(entry.trim()));
  if (nobody !== undefined)
    return refuse(
      `holds ${nobody.trim()}, from which nobody comes; give the addresses that may reach SSH, or 0.0.0.0/0,::/0 for everybody`,
    );
  return parseCommaList(text, {
    expected:
      'an IPv4 or IPv6 address or CIDR block, such as 203.0.113.7 or 2001:db8::/32 (IPv4 without ::ffff:)',
    parseEntry: parseNetwork,
  });
}

export const ipAllowSchema = textField(parseIpAllow);

/** Blocks that no host on the internet comes from, by what the IANA special-purpose registries call most of them. */
const specialBlocks: Readonly<Record<string, string[]>> = {
  private: ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10'],
  loopback: ['127.0.0.0/8', '::1/128'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  documentation: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  reserved: ['0.0.0.0/8', '192.0.0.0/24', '198.18.0.0/15', '224.0.0.0/3', '::/128', '100::/64', 'ff00::/8'],
};
const specialAddresses = Object.values(specialBlocks).flat();

// What the regional registries hold, by IANA's list of IPv6 global unicast address assignments.
const givenOutBlocks =
  '2001::/16 2003::/18 2400::/11 2600::/12 2610::/23 2620::/23 2630::/12 2800::/12 2a00::/11 2c00::/12';

// Each is all of the internet that one family can reach.
const internets = [
  excludeCidr('0.0.0.0/0', specialAddresses),
  excludeCidr(givenOutBlocks.split(' '), specialAddresses),
  [internet6],
];

// A /8 and a /24: more than any one organisation's offices and providers.
const wideAddressCounts = { 4: 2n ** 24n, 6: 2n ** 104n } as const;

/** The networks of an accepted `ip_allow`. */
export function toNetworks(ipAllow: string): string[] {
  return ipAllow.split(',');
}

/** Whether the blocks, taken together, let in at least half of everybody, over IPv4 or over IPv6. */
export function coversHalfTheInternet(networks: string[]): boolean {
  return internets.some(
    internet => 2n * countAddresses(excludeCidr(internet, networks)) <= countAddresses(internet),
  );
}

/** Whether the blocks, taken together, hold a great many public addresses of one family. */
export function isWide(networks: string[]): boolean {
  const blocks = excludeCidr(networks, specialAddresses);
  return ([4, 6] as const).some(family => {
    const ofFamily = blocks.filter(block => parseCidr(block).version === family);
    return countAddresses(ofFamily) >= wideAddressCounts[family];
  });
}

/** What is special about a network that lies wholly outside the public internet: `private`, `documentation`, …. */
export function findSpecialKind(network: string): string | undefined {
  return Object.entries(specialBlocks).find(([, blocks]) => containsCidr(blocks, network))?.[0];
}

function countAddresses(blocks: string[]): bigint {
  return blocks.map(parseCidr).reduce((count, { start, end }) => count + end - start + 1n, 0n);
}
