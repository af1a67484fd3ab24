import { containsCidr, excludeCidr, overlapCidr, parseCidr } from 'cidr-tools';
import * as z from 'zod';
import { quoteEntry, textField } from './fields.ts';

const maxEntries = 64;

/** A comma-separated list, refused with its first entry that is none. */
function listField(expected: string, isEntry: (entry: string) => boolean) {
  return textField(text => {
    const entries = text.split(',');
    if (entries.length > maxEntries)
      return `has ${entries.length} entries; at most ${maxEntries} are allowed`;
    const wrong = entries.findIndex(entry => !isEntry(entry));
    return wrong < 0
      ? undefined
      : `entry ${wrong + 1} ${quoteEntry(entries[wrong] ?? '')} is not ${expected}`;
  });
}

export type PortRange = { first: number; last: number };

/** Ports 1–65535 and ascending `first:last` ranges. */
export const portsSchema = listField(
  'a port from 1 to 65535 or an ascending range, as in 80,443,12000:12010',
  entry => parsePortRange(entry) !== undefined,
);

function parsePortRange(entry: string): PortRange | undefined {
  const [, first, last = first] = /^([1-9]\d{0,4})(?::([1-9]\d{0,4}))?$/.exec(entry) ?? [];
  const range = { first: Number(first), last: Number(last) };
  return range.first <= range.last && range.last <= 65_535 ? range : undefined;
}

/** The ranges of a list that was accepted. */
export function toPortRanges(ports: string): PortRange[] {
  return ports.split(',').flatMap(entry => parsePortRange(entry) ?? []);
}

const networkSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** IPv4/IPv6 addresses and CIDR blocks. Host bits may be set: what such a block means is unambiguous. */
export const ipAllowSchema = listField(
  'an IPv4 or IPv6 address or CIDR block that somebody comes from, such as 203.0.113.7 or 2001:db8::/32 (IPv4 without ::ffff:, and 0.0.0.0/0,::/0 for everybody)',
  entry => networkSchema.safeParse(entry).success && !isUnspecified(entry) && !isMapped(entry),
);

/** Written for everybody as well as for nobody, `0.0.0.0` and `::` would lock everybody out. */
function isUnspecified(network: string): boolean {
  return parseCidr(network).end === 0n;
}

/** IPv4 in the form of IPv6 may let in whom no count here sees, or nobody. All of IPv6 holds it too. */
function isMapped(network: string): boolean {
  return overlapCidr(network, '::ffff:0:0/96') && !overlapCidr(network, '2000::/3');
}

/** Blocks that no host on the internet comes from, by what the IANA special-purpose registries call most of them. */
const specialBlocks: Readonly<Record<string, string[]>> = {
  private: ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10'],
  loopback: ['127.0.0.0/8', '::1/128'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  documentation: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  reserved: ['0.0.0.0/8', '192.0.0.0/24', '198.18.0.0/15', '224.0.0.0/3', '::/128', '100::/64', 'ff00::/8'],
};

/** What is special about a network that lies wholly outside the public internet: `private`, `documentation`, …. */
export function findSpecialKind(network: string): string | undefined {
  return Object.entries(specialBlocks).find(([, blocks]) => containsCidr(blocks, network))?.[0];
}

type AddressCounts = Readonly<Record<4 | 6, bigint>>;

// Of 3.7 billion public IPv4 addresses, and of the eight IPv6 blocks of the size /12 that IANA has given out.
const halfTheInternet: AddressCounts = { 4: 1_850_000_000n, 6: 2n ** 118n };

// A /8 and a /24: more than any one organisation's offices and providers.
const veryMany: AddressCounts = { 4: 2n ** 24n, 6: 2n ** 104n };

/** Whom an accepted `ip_allow` lets in: `half` of the internet or more, over IPv4 or over IPv6, or very `many`. */
export function findReach(ipAllow: string): 'half' | 'many' | undefined {
  const blocks = excludeCidr(ipAllow.split(','), Object.values(specialBlocks).flat()).map(parseCidr);
  const holds = (counts: AddressCounts) =>
    ([4, 6] as const).some(family => {
      const sizes = blocks.flatMap(({ version, start, end }) => (version === family ? end - start + 1n : []));
      return sizes.reduce((sum, size) => sum + size, 0n) >= counts[family];
    });
  if (holds(halfTheInternet)) return 'half';
  return holds(veryMany) ? 'many' : undefined;
}
