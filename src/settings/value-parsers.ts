import { isAbsolute } from 'node:path';
import { VpsError } from '../errors/vps-error.ts';

/** How a setting is written, and what it then means. */
export interface SettingForm<Value> {
  readonly form: 'boolean' | 'number' | 'filepath' | 'string';
  readonly choices?: readonly string[];
  /**
   * Reads a text without blanks around it.
   * @throws VpsError `configuration`, continuing the sentence "VARIABLE …"; never with the text, which may be a misplaced secret.
   */
  readonly parse: (text: string) => Value;
}

export function refuse(complaint: string): never {
  throw new VpsError('configuration', complaint);
}

export const text = <Value>(parse: (text: string) => Value) => ({ form: 'string', parse }) as const;
export const path = <Value>(parse: (text: string) => Value) => ({ form: 'filepath', parse }) as const;

/** Undefined where nothing is set. */
export function optional<Value>(form: SettingForm<Value>): SettingForm<Value | undefined> {
  return { ...form, parse: given => (given === '' ? undefined : form.parse(given)) };
}

export const onOff = {
  form: 'boolean',
  default: 'off',
  parse: (given: string): boolean => {
    const word = given.toLowerCase();
    const isOn = ['1', 'true', 'yes', 'on'].includes(word);
    if (isOn || ['0', 'false', 'no', 'off'].includes(word)) return isOn;
    return refuse('has to be on (1, true, yes, on) or off (0, false, no, off)');
  },
} as const;

export function oneOf<const Choice extends string>(...choices: Choice[]): SettingForm<Choice> {
  return {
    form: 'string',
    choices,
    parse: given =>
      choices.find(choice => choice === given.toLowerCase()) ??
      refuse(`has to be one of ${choices.join(', ')}`),
  };
}

function number(what: string, isFit: (value: number) => boolean): SettingForm<number> {
  const parse = (given: string) => {
    const value = /^\d{1,9}(\.\d{1,9})?$/.test(given) ? Number(given) : Number.NaN;
    return isFit(value) ? value : refuse(`has to be ${what}, without a unit`);
  };
  return { form: 'number', parse };
}

export const decimal = number('a number, 0 or more', value => value >= 0);
export const positive = number('a number above 0', value => value > 0);

function matching(pattern: RegExp, complaint: string): SettingForm<string> {
  return text(given => (pattern.test(given) ? given : refuse(complaint)));
}

/** An exact amount of money, kept as it is written. */
export const amount = matching(/^\d{1,9}(\.\d{1,6})?$/, 'has to be an amount such as 50 or 49.90');
export const token = matching(/^[\x21-\x7e]+$/, 'holds a blank, a line break or a non-ASCII character');
export const username = matching(
  /^[^:\p{Cc}]+$/u,
  'holds a colon or a control character, which HTTP Basic cannot carry',
);
export const password = matching(/^\P{Cc}+$/u, 'holds a line break or another control character');
export const account = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  'has to be 1–64 letters, digits, dots, dashes or underscores',
);

export function whole(least: number, most = Number.POSITIVE_INFINITY): SettingForm<number> {
  const isFit = (value: number) => Number.isInteger(value) && value >= least && value <= most;
  const range = Number.isFinite(most) ? `from ${least} to ${most}` : `of at least ${least}`;
  return number(`a whole number ${range}`, isFit);
}

export function parseApiUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : refuse('is not a URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname)))
    return refuse('has to be https; plain http is accepted to a loopback address only');
  if (url.username || url.password)
    return refuse('may not hold a user or password; use VPS_API_USERNAME and VPS_API_PASSWORD');
  return url.search || url.hash ? refuse('may not hold a query or a fragment') : url;
}

/** Hosts start servers in directories of their choice, and two of them would mean two journals. */
export function parsePath(given: string): string {
  return isAbsolute(given) ? given : refuse('has to be an absolute path');
}

// One label alone would trust a whole top-level domain.
const wholeHost = /^(?:[\w-]+(?:\.[\w-]+)+|localhost|\[[\da-f:.]+\])$/;

/** Hosts as the `hostname` of their URLs: names of two labels or more, IP addresses, or localhost. */
export function parseHosts(given: string): readonly string[] {
  const hosts = given
    .toLowerCase()
    .split(',')
    .flatMap(entry => entry.trim() || []);
  if (hosts.every(host => wholeHost.test(host) && URL.canParse(`https://${host}`)))
    return hosts.map(host => new URL(`https://${host}`).hostname);
  return refuse('has to be a comma-separated list of whole host names, such as pay.example.com');
}

/** Whether a URL's host name is this machine itself, where plain http is harmless. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

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

/** A database on another machine is reached over verified TLS alone: what is written there decides whether money is spent. */
export function parseJournalUrl(given: string): DatabaseAddress {
  const url = URL.canParse(given) ? new URL(given) : refuse('is not a URL');
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')
    return refuse('has to begin with postgres://');
  const query = url.searchParams;
  const parameters = ['host', 'sslmode', 'sslrootcert'];
  if ([...query.keys()].some(name => !parameters.includes(name)))
    return refuse(`may hold no parameters but ${parameters.join(', ')}`);
  if (url.pathname.length < 2) return refuse('has to name a database, as in postgres://USER@HOST/DATABASE');
  const host = query.get('host') ?? (decode(url.hostname) || 'localhost');
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 5432),
    user: decode(url.username) || undefined,
    password: decode(url.password) || undefined,
    database: decode(url.pathname.slice(1)),
    tls: toTls(host, query),
  };
}

function toTls(host: string, query: URLSearchParams): DatabaseAddress['tls'] {
  const mode = query.get('sslmode');
  const isHere = host.startsWith('/') || isLoopbackHost(host) || host === '::1';
  if (mode !== null && mode !== 'verify-full' && !(isHere && mode === 'disable')) {
    return refuse(
      'may not weaken sslmode: with less than verify-full another machine could pose as the database; leave it out',
    );
  }
  if (isHere && mode !== 'verify-full') return undefined;
  return { rootCertificate: query.get('sslrootcert') ?? undefined };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse('holds a % that stands for nothing; write it as %25');
  }
}

/**
 * The text of a regular file that a setting names; whatever else a path may name could keep a start waiting for ever.
 * @throws VpsError `configuration`, continuing the sentence "VARIABLE …".
 */
export function readSettingFile(
  fs: Pick<typeof import('node:fs'), 'statSync' | 'readFileSync'>,
  file: string,
): string {
  try {
    const found = fs.statSync(file);
    if (!found.isFile()) refuse('has to name a regular file, and no directory, pipe or device');
    if (found.size > 64 * 1024) refuse('names a file of more than 64 KiB');
    const text = fs.readFileSync(file, 'utf8');
    // No setting holds the character 0, and in UTF-16 every second byte is one.
    if (text.includes('\0'))
      refuse('names a file in UTF-16, as some Windows programs write it; save it as UTF-8');
    return text;
  } catch (cause) {
    if (cause instanceof VpsError) throw cause;
    throw new VpsError('configuration', 'names a file that cannot be read', { cause });
  }
}
