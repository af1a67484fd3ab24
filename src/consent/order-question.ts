import { maskUrlQuery } from '../request/cloud-init-url.ts';
import type { OrderCreateArguments } from '../request/order-create-arguments.ts';
import type { OrderItem } from '../request/order-item.ts';
import { parsePublicKeys } from '../request/public-key.ts';

export interface OrderQuestion {
  readonly items: OrderCreateArguments['items'];
  readonly reference: string;
  readonly host: string;
  readonly sandbox: boolean;
  readonly warnings: readonly string[];
}

/** The question before an order is sent: exactly what will happen, never cut short. */
export function renderOrderQuestion({ items, reference, host, sandbox, warnings }: OrderQuestion): string {
  const count = items.length === 1 ? 'this server' : `these ${items.length} servers`;
  return [
    `${sandbox ? 'SANDBOX: ' : ''}Order ${count} at ${host}?`,
    ...items.map((item, index) => renderItem(item, index + 1)),
    `Reference: ${reference}`,
    ...warnings.map(warning => `Warning: ${warning}`),
    sandbox
      ? 'This is the sandbox: no real money is spent.'
      : 'The provider states no price here. Credit of the account may be charged, or an invoice made.',
  ].join('\n\n');
}

function renderItem({ name, product }: OrderItem, number: number): string {
  const { features, ...options } = product.options;
  const { sshd } = features;
  const lines = [
    `${number}. ${product.name} "${name}"`,
    `RAM ${options.quantity_ram_gb} GB, CPU ${options.quantity_cpu}, storage ${options.quantity_storage_gb} GB`,
    `OS: ${[options.os, options.os_version].filter(part => part !== undefined).join(' ')}`,
    `IPv4 address: ${features.ipv4 === 1 ? 'yes' : 'no'}`,
    ...(sshd ? renderAccess(sshd) : ['SSH access: none given']),
    ...(options.firewall_id === undefined ? [] : [`Firewall group: ${options.firewall_id}`]),
    ...(options.firewall_addme === undefined
      ? []
      : [`Added to that firewall group (firewall_addme): ${options.firewall_addme === '1' ? 'yes' : 'no'}`]),
    ...(options.antiaffinity === undefined ? [] : [`Antiaffinity: ${options.antiaffinity}`]),
    ...(features.cloud_init_url === undefined
      ? []
      : [`Cloud-init from: ${maskUrlQuery(features.cloud_init_url)}`]),
  ];
  return lines.join('\n   ');
}

function renderAccess(sshd: NonNullable<OrderItem['product']['options']['features']['sshd']>): string[] {
  const keys = parsePublicKeys(sshd.authorized_keys);
  return [
    ...keys.map(
      key => `Key that may log in: ${[key.type, key.fingerprint, key.comment].filter(Boolean).join(' ')}`,
    ),
    `SSH reachable from: ${sshd.ip_allow?.replaceAll(',', ', ') ?? "not given; the provider's default applies"}`,
    `Ports open to everyone: ${sshd.public_ports_allow?.replaceAll(',', ', ') ?? 'none given'}`,
  ];
}
