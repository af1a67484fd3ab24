import type { PortRange } from './ports.ts';

/** Databases and administration that are meant for an internal network, by the port they listen on. */
const riskyServices = new Map<number, string>([
  [23, 'Telnet'],
  [135, 'Windows RPC'],
  [139, 'NetBIOS'],
  [445, 'SMB'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2049, 'NFS'],
  [2375, 'Docker'],
  [2376, 'Docker'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [3389, 'Remote Desktop'],
  [5432, 'PostgreSQL'],
  [5601, 'Kibana'],
  [5900, 'VNC'],
  [5984, 'CouchDB'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
  [6379, 'Redis'],
  [6443, 'Kubernetes'],
  [8086, 'InfluxDB'],
  [9042, 'Cassandra'],
  [9200, 'Elasticsearch'],
  [9300, 'Elasticsearch'],
  [10250, 'kubelet'],
  [11211, 'memcached'],
  [15672, 'RabbitMQ'],
  [27017, 'MongoDB'],
]);

export function isPortOpen(port: number, ranges: PortRange[]): boolean {
  return ranges.some(({ first, last }) => first <= port && port <= last);
}

/** The risky services behind open ports, as `3306 (MySQL)`. */
export function findRiskyServices(ranges: PortRange[]): string[] {
  return [...riskyServices]
    .filter(([port]) => isPortOpen(port, ranges))
    .map(([port, service]) => `${port} (${service})`);
}
