import { coversHalfTheInternet, toNetworks } from './address-space.ts';
import type { OrderCreateArguments } from './order-create-arguments.ts';
import type { OrderItem } from './order-item.ts';
import { type RequestWarning, renderEntries } from './request-warning.ts';
import { findSecretParameters } from './secret-query.ts';
import { findSshdWarnings } from './sshd-warnings.ts';

type Options = OrderItem['product']['options'];

/** What a person should know about a checked request before it is sent. */
export function findWarnings({ items }: OrderCreateArguments): RequestWarning[] {
  return [
    ...items.flatMap(({ product }, index) => findOptionWarnings(product.options, toOptionsField(index))),
    ...findPlacementWarnings(items),
  ];
}

/** The same as sentences; among several servers each names the one that it is about. */
export function describeWarnings({ items }: OrderCreateArguments): string[] {
  const about = items.flatMap(({ name, product }, index) => {
    const server = items.length > 1 ? `Server ${index + 1} (${JSON.stringify(name)}): ` : '';
    return findOptionWarnings(product.options, '').map(({ message }) => `${server}${message}`);
  });
  return [...about, ...findPlacementWarnings(items).map(({ message }) => message)];
}

/** Whether some item lets half of the internet or more reach its SSH, which takes a person's or the operator's yes. */
export function isOpenToTheInternet({ items }: OrderCreateArguments): boolean {
  return items.some(({ product }) => {
    const ipAllow = product.options.features.sshd?.ip_allow;
    return ipAllow !== undefined && coversHalfTheInternet(toNetworks(ipAllow));
  });
}

function toOptionsField(index: number): string {
  return `items[${index}].product.options`;
}

function findOptionWarnings(options: Options, field: string): RequestWarning[] {
  const { sshd, cloud_init_url: url } = options.features;
  return [
    ...(sshd === undefined ? [] : findSshdWarnings(sshd, `${field}.features.sshd`)),
    ...(url === undefined ? [] : findUrlWarnings(url, `${field}.features.cloud_init_url`)),
    ...findFirewallWarnings(options, `${field}.firewall_addme`),
  ];
}

function findUrlWarnings(url: string, field: string): RequestWarning[] {
  const parameters = findSecretParameters(url);
  if (parameters.length === 0) return [];
  const names = renderEntries(parameters);
  const message = `The query of cloud_init_url looks like it holds a secret (${names}), which the provider gets to see.`;
  return [{ code: 'secret-in-url', message, field }];
}

function findFirewallWarnings(options: Options, field: string): RequestWarning[] {
  if (options.firewall_addme !== '1' || options.firewall_id !== undefined) return [];
  const message = 'firewall_addme adds the server to the group in firewall_id, which is missing.';
  return [{ code: 'firewall-addme-without-id', message, field }];
}

function findPlacementWarnings(items: OrderItem[]): RequestWarning[] {
  const fields = items.flatMap(({ product }, index) =>
    product.options.antiaffinity === undefined ? [`${toOptionsField(index)}.antiaffinity`] : [],
  );
  const [field] = fields;
  if (items.length < 2 || field === undefined) return [];
  const message = `${fields.length} of ${items.length} servers have no antiaffinity and may share one host.`;
  return [{ code: 'no-antiaffinity', message, field }];
}
