import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { mergeCidr } from 'cidr-tools';
import { type PortRange, toPortRanges } from './networks-and-ports.ts';
import type { OrderItem, OrderRequest } from './order-arguments.ts';
import { parsePublicKeys } from './ssh-keys.ts';

/** Goes up with every change of what is read as the same, so that no digest is compared with one of other rules. */
const version = 'm1';

type Options = OrderItem['product']['options'];
type Sshd = NonNullable<Options['features']['sshd']>;

/**
 * What an order asks for, however it is spelled: equal for two requests that mean the same servers. A retry's arguments are
 * new output of a model, so that their bytes prove nothing. Its reference, key and dry run are no part of it.
 */
export function digestMeaning({ items }: Pick<OrderRequest, 'items'>): string {
  const text = toText(items.map(item => toText(toItemMeaning(item))).sort());
  return `${version}:${createHash('sha256').update(text).digest('hex')}`;
}

// RFC 8785: the order of members and the spelling of numbers do not matter, and a member that is undefined is not there.
function toText(value: unknown): string {
  return canonicalize(value) ?? '';
}

function toItemMeaning({ name, product }: OrderItem) {
  return { name, product: { ...product, options: toOptionsMeaning(product.options) } };
}

function toOptionsMeaning(options: Options) {
  const { os, os_version: osVersion, firewall_id: firewallId, features } = options;
  return {
    ...options,
    os: toFoldedText(os),
    os_version: ifGiven(osVersion, toFoldedText),
    firewall_id: ifGiven(firewallId, id => BigInt(id).toString()),
    features: {
      ...features,
      cloud_init_url: ifGiven(features.cloud_init_url, url => new URL(url).href),
      sshd: ifGiven(features.sshd, toSshdMeaning),
    },
  };
}

function toSshdMeaning(sshd: Sshd) {
  const { authorized_keys: keys, ip_allow: addresses, public_ports_allow: ports } = sshd;
  return {
    ...sshd,
    authorized_keys: [...new Set(parsePublicKeys(keys).map(({ fingerprint }) => fingerprint))].sort(),
    ip_allow: ifGiven(addresses, list => mergeCidr(list.split(','))),
    public_ports_allow: ifGiven(ports, list => mergeRanges(toPortRanges(list))),
  };
}

function toFoldedText(value: number | string): string {
  return String(value).toLowerCase();
}

// A feature that is left out is left to the provider, which is another wish than any value of it.
function ifGiven<Value, Meaning>(value: Value | undefined, toMeaning: (value: Value) => Meaning) {
  return value === undefined ? undefined : toMeaning(value);
}

/** Ascending ranges of which no two touch. */
function mergeRanges(ranges: PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const previous = merged.at(-1);
    if (previous && range.first <= previous.last + 1) previous.last = Math.max(previous.last, range.last);
    else merged.push({ ...range });
  }
  return merged;
}
