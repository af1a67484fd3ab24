import { isLoopbackHost } from '../settings/loopback-host.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type ProxyInUse =
  | { readonly variable: string; readonly host: string }
  /** The address can't be read; it is not repeated, it may hold a password. */
  | { readonly variable: string; readonly host?: never };

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** The proxy through which the provider is reached, by the rules of the HTTP client; undefined for none. */
export function findProxy(env: Environment, apiUrl: URL): ProxyInUse | undefined {
  if (isLoopbackHost(apiUrl.hostname) || isExempt(env, apiUrl)) return undefined;
  const plain = pickSet(env, ['http_proxy', 'HTTP_PROXY']);
  const variable =
    apiUrl.protocol === 'https:' ? (pickSet(env, ['https_proxy', 'HTTPS_PROXY']) ?? plain) : plain;
  if (variable === undefined) return undefined;
  const address = env[variable] ?? '';
  // What has no host, such as "user:password", is taken for a scheme and a path.
  const host = URL.canParse(address) ? new URL(address).host : '';
  return host === '' ? { variable } : { variable, host };
}

/** An empty one in small letters switches the other off. */
function pickSet(env: Environment, names: readonly string[]): string | undefined {
  const name = names.find(candidate => env[candidate] !== undefined);
  return name !== undefined && env[name] !== '' ? name : undefined;
}

function isExempt(env: Environment, apiUrl: URL): boolean {
  const entries = (env.no_proxy ?? env.NO_PROXY ?? '').split(/[,\s]/).filter(entry => entry !== '');
  if (entries.length === 1 && entries[0] === '*') return true;
  const port = apiUrl.port || defaultPorts[apiUrl.protocol];
  return entries.some(entry => {
    const [, host = entry, entryPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    const name = host.replace(/^\*?\./, '').toLowerCase();
    if (entryPort !== undefined && entryPort !== port) return false;
    return apiUrl.hostname === name || apiUrl.hostname.endsWith(`.${name}`);
  });
}
