import {
  coversHalfTheInternet,
  findMaskedBlock,
  findSpecialKind,
  isWide,
  toNetworks,
} from './address-space.ts';
import type { OrderItem } from './order-item.ts';
import { toPortRanges } from './ports.ts';
import { parsePublicKeyLines } from './public-key-lines.ts';
import { type RequestWarning, renderEntries } from './request-warning.ts';
import { findRiskyServices, isPortOpen } from './risky-ports.ts';

export type Sshd = NonNullable<OrderItem['product']['options']['features']['sshd']>;

// What BSI and NIST ask of an RSA key that is to last beyond 2030.
const soundRsaBits = 3072;
const sshPort = 22;

/** Warnings about who gets in: keys, addresses, open ports. `field` is the path of the `sshd` object. */
export function findSshdWarnings(sshd: Sshd, field: string): RequestWarning[] {
  return [
    ...findKeyWarnings(sshd.authorized_keys, `${field}.authorized_keys`),
    ...findAddressWarnings(sshd.ip_allow, `${field}.ip_allow`),
    ...findPortWarnings(sshd.public_ports_allow, `${field}.public_ports_allow`),
  ];
}

function findKeyWarnings(authorizedKeys: string, field: string): RequestWarning[] {
  const lines = parsePublicKeyLines(authorizedKeys);
  if ('problems' in lines) return [];
  return lines.keys.flatMap(({ type, bits }, index) => {
    if (type !== 'ssh-rsa' || bits >= soundRsaBits) return [];
    const message = `Key ${index + 1} is RSA with ${bits} bits; use ssh-ed25519, or RSA from ${soundRsaBits} bits.`;
    return { code: 'weak-key', message, field };
  });
}

function findAddressWarnings(ipAllow: string | undefined, field: string): RequestWarning[] {
  if (ipAllow === undefined) {
    const message = 'No ip_allow: the newer API revision requires it, and SSH may be open to everyone.';
    return [{ code: 'no-ip-allow', message, field }];
  }
  const networks = toNetworks(ipAllow);
  return [
    ...findReachWarnings(networks, field),
    ...findNonPublicWarnings(networks, field),
    ...findHostBitsWarnings(networks, field),
  ];
}

function findReachWarnings(networks: string[], field: string): RequestWarning[] {
  if (coversHalfTheInternet(networks)) {
    const message =
      'ip_allow covers the whole internet, or at least half of it: strangers can try to log in over SSH.';
    return [{ code: 'open-ssh', message, field }];
  }
  if (!isWide(networks)) return [];
  const message = 'ip_allow lets very many public addresses reach SSH; name only the networks you use.';
  return [{ code: 'wide-ssh', message, field }];
}

function findNonPublicWarnings(networks: string[], field: string): RequestWarning[] {
  const entries = networks.flatMap(network => {
    const kind = findSpecialKind(network);
    return kind === undefined ? [] : [`${network} (${kind})`];
  });
  if (entries.length === 0) return [];
  const message = `ip_allow names addresses that do not exist on the internet: ${renderEntries(entries)}.`;
  return [{ code: 'non-public-ip-allow', message, field }];
}

function findHostBitsWarnings(networks: string[], field: string): RequestWarning[] {
  const entries = networks.flatMap(network => {
    const block = findMaskedBlock(network);
    return block === undefined ? [] : [`${network} lets in all of ${block}`];
  });
  return entries.length === 0
    ? []
    : [{ code: 'ip-allow-host-bits', message: `In ip_allow, ${renderEntries(entries)}.`, field }];
}

function findPortWarnings(ports: string | undefined, field: string): RequestWarning[] {
  if (ports === undefined) return [];
  const ranges = toPortRanges(ports);
  const services = findRiskyServices(ranges);
  const warnings: RequestWarning[] = [];
  if (isPortOpen(sshPort, ranges)) {
    const message = 'Port 22 (SSH) is open to everyone, whatever ip_allow says.';
    warnings.push({ code: 'public-ssh-port', message, field });
  }
  if (services.length > 0) {
    const message = `Database or administration ports are open to everyone: ${renderEntries(services)}.`;
    warnings.push({ code: 'public-admin-port', message, field });
  }
  return warnings;
}
