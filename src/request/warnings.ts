import { findReach, findSpecialKind, type PortRange, toPortRanges } from './networks-and-ports.ts';
import type { OrderItem, OrderRequest } from './order-arguments.ts';

type Options = OrderItem['product']['options'];

/** What a person should know about a checked request before it is sent; among several servers each names its own. */
export function describeWarnings({ items }: OrderRequest): string[] {
  const warnings = items.flatMap(({ name, product }, index) => {
    const server = items.length > 1 ? `Server ${index + 1} (${JSON.stringify(name)}): ` : '';
    return findOptionWarnings(product.options).map(warning => `${server}${warning}`);
  });
  return [...warnings, ...findPlacementWarnings(items)];
}

/** Whether some item lets half of the internet or more reach its SSH, which takes a person's or the operator's yes. */
export function isOpenToTheInternet({ items }: OrderRequest): boolean {
  return items.some(({ product }) => {
    const ipAllow = product.options.features.sshd?.ip_allow;
    return ipAllow !== undefined && findReach(ipAllow) === 'half';
  });
}

const noLogin =
  'Nobody can log in to it: neither sshd.authorized_keys nor cloud_init_url is given, and neither can be added later.';

function findOptionWarnings({ features, firewall_addme, firewall_id }: Options): string[] {
  const { sshd, cloud_init_url } = features;
  return [
    ...(sshd === undefined && cloud_init_url === undefined ? [noLogin] : []),
    ...(sshd ? findAddressWarnings(sshd.ip_allow) : []),
    ...findPortWarnings(toPortRanges(sshd?.public_ports_allow ?? '')),
    ...(firewall_addme === '1' && firewall_id === undefined
      ? ['firewall_addme adds the server to the group in firewall_id, which is missing.']
      : []),
  ];
}

const reachWarnings = {
  half: 'ip_allow covers the whole internet, or at least half of it: strangers can try to log in over SSH.',
  many: 'ip_allow lets very many public addresses reach SSH; name only the networks you use.',
};

function findAddressWarnings(ipAllow: string | undefined): string[] {
  if (ipAllow === undefined)
    return ['No ip_allow: the newer API revision requires it, and SSH may be open to everyone.'];
  const reach = findReach(ipAllow);
  const special = ipAllow.split(',').flatMap(network => {
    const kind = findSpecialKind(network);
    return kind === undefined ? [] : `${network} (${kind})`;
  });
  return [
    ...(reach ? [reachWarnings[reach]] : []),
    ...(special.length > 0
      ? [`ip_allow names addresses that do not exist on the internet: ${special.join(', ')}.`]
      : []),
  ];
}

/** Databases, file services and administration that are meant for an internal network, by the port they listen on. */
const riskyServices = new Map([
  [23, 'Telnet'],
  [445, 'SMB'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2049, 'NFS'],
  [2375, 'Docker'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [3389, 'Remote Desktop'],
  [5432, 'PostgreSQL'],
  [5900, 'VNC'],
  [6379, 'Redis'],
  [6443, 'Kubernetes'],
  [9200, 'Elasticsearch'],
  [10000, 'Webmin'],
  [11211, 'memcached'],
  [27017, 'MongoDB'],
]);

function findPortWarnings(ranges: PortRange[]): string[] {
  const isOpen = (port: number) => ranges.some(({ first, last }) => first <= port && port <= last);
  const services = [...riskyServices].flatMap(([port, name]) => (isOpen(port) ? `${port} (${name})` : []));
  return [
    ...(isOpen(22) ? ['Port 22 (SSH) is open to everyone, whatever ip_allow says.'] : []),
    ...(services.length > 0
      ? [`Database or administration ports are open to everyone: ${services.join(', ')}.`]
      : []),
  ];
}

function findPlacementWarnings(items: OrderItem[]): string[] {
  const alone = items.filter(({ product }) => product.options.antiaffinity === undefined);
  if (items.length < 2 || alone.length === 0) return [];
  return [`${alone.length} of ${items.length} servers have no antiaffinity and may share one host.`];
}
