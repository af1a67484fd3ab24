import { isLoopbackHost, refuse } from './setting-forms.ts';

/** Where the database of the journal is. The password makes it a secret. */
export interface DatabaseAddress {
  /** A name, an address without brackets, or the directory of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  /** Verified in full, or absent on this machine. */
  readonly tls: { readonly rootCertificate: string | undefined } | undefined;
}

const parameters = ['host', 'sslmode', 'sslrootcert'];

/** A database on another machine is reached over verified TLS alone: what is written there decides whether money is spent. */
export function parseJournalUrl(given: string): DatabaseAddress {
  const url = URL.canParse(given) ? new URL(given) : refuse('is not a URL');
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')
    return refuse('has to begin with postgres://');
  const query = url.searchParams;
  if ([...query.keys()].some(name => !parameters.includes(name)))
    return refuse(`may hold no parameters but ${parameters.join(', ')}`);
  if (url.pathname.length < 2) return refuse('has to name a database, as in postgres://USER@HOST/DATABASE');
  const host = query.get('host') ?? (decode(url.hostname) || 'localhost');
  const tls = toTls({
    host,
    mode: query.get('sslmode'),
    rootCertificate: query.get('sslrootcert') ?? undefined,
  });
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 5432),
    user: decode(url.username) || undefined,
    password: decode(url.password) || undefined,
    database: decode(url.pathname.slice(1)),
    tls,
  };
}

function toTls(given: {
  host: string;
  mode: string | null;
  rootCertificate: string | undefined;
}): DatabaseAddress['tls'] {
  const { host, mode, rootCertificate } = given;
  const isHere = host.startsWith('/') || isLoopbackHost(host) || host === '::1';
  if (mode !== null && mode !== 'verify-full' && !(isHere && mode === 'disable')) {
    return refuse(
      'may not weaken sslmode: with less than verify-full another machine could pose as the database; leave it out',
    );
  }
  return isHere && mode !== 'verify-full' ? undefined : { rootCertificate };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse('holds a % that stands for nothing; write it as %25');
  }
}
