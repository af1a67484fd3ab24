import type { PortRange } from './ports.ts';

/** Databases, file services and administration that are meant for an internal network, by the port they listen on. */
const riskyServices = new Map<number, string>([
  [21, 'FTP'],
  [23, 'Telnet'],
  [111, 'rpcbind'],
  [135, 'Windows RPC'],
  [139, 'NetBIOS'],
  [389, 'LDAP'],
  [445, 'SMB'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2049, 'NFS'],
  [2375, 'Docker'],
  [2376, 'Docker'],
  [2377, 'Docker Swarm'],
  [2379, 'etcd'],
  [3000, 'Grafana'],
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
  [8006, 'Proxmox'],
  [8086, 'InfluxDB'],
  [8983, 'Solr'],
  [9042, 'Cassandra'],
  [9090, 'Cockpit or Prometheus'],
  [9200, 'Elasticsearch'],
  [9300, 'Elasticsearch'],
  [10000, 'Webmin'],
  [10250, 'kubelet'],
  [11211, 'memcached'],
  [15672, 'RabbitMQ'],
  [26257, 'CockroachDB'],
  [27017, 'MongoDB'],
  [33060, 'MySQL X'],
  [50000, 'DB2'],
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
