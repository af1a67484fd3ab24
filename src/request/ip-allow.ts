import { isIP } from 'node:net';
import { parseCommaList } from './comma-list.ts';
import { type Ruling, textField } from './text-field.ts';

const prefixBits = { 4: 32, 6: 128 } as const;

// Host bits may be set: what such a block means is unambiguous, and a warning spells it out.
function parseNetwork(entry: string): string | undefined {
  const [address = '', prefix, ...rest] = entry.toLowerCase().split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0) return undefined;
  if (prefix === undefined) return address;
  const isPrefix = /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= prefixBits[version];
  return isPrefix ? `${address}/${prefix}` : undefined;
}

/** Comma-separated IPv4/IPv6 addresses and CIDR blocks, up to 64. */
export function parseIpAllow(text: string): Ruling {
  return parseCommaList(text, {
    expected: 'an IPv4 or IPv6 address or CIDR block, such as 203.0.113.7 or 2001:db8::/32',
    parseEntry: parseNetwork,
  });
}

export const ipAllowSchema = textField(parseIpAllow);
