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

/** An exact amount of money, kept as it is written. */
export const amount: SettingForm<string> = {
  form: 'string',
  parse: given =>
    /^\d{1,9}(\.\d{1,6})?$/.test(given) ? given : refuse('has to be an amount such as 50 or 49.90'),
};

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

export function parseToken(given: string): string {
  const isToken = /^[\x21-\x7e]+$/.test(given);
  return isToken ? given : refuse('holds a blank, a line break or a non-ASCII character');
}

export function parseUsername(given: string): string {
  const isBroken = /[:\p{Cc}]/u.test(given);
  return isBroken ? refuse('holds a colon or a control character, which HTTP Basic cannot carry') : given;
}

export function parsePassword(given: string): string {
  return /\p{Cc}/u.test(given) ? refuse('holds a line break or another control character') : given;
}

export function parseAccount(given: string): string {
  const isLabel = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(given);
  return isLabel ? given : refuse('has to be 1–64 letters, digits, dots, dashes or underscores');
}

/** Hosts start servers in directories of their choice, and two of them would mean two journals. */
export function parsePath(given: string): string {
  return isAbsolute(given) ? given : refuse('has to be an absolute path');
}

export function parseHosts(given: string): string[] {
  const entries = given.split(',').flatMap(entry => entry.trim() || []);
  return entries.map(
    entry =>
      parseHostName(entry) ??
      refuse('has to be a comma-separated list of whole host names, such as pay.example.com'),
  );
}

const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
// One label would trust a whole top-level domain; digits alone in the last one are an address or nothing.
const namePattern = new RegExp(`^(?=.{1,253}$)(${label}\\.)+(?!\\d+$)${label}$`);
const ipv4Pattern = /^\d{1,3}(\.\d{1,3}){3}$/;
const ipv6Pattern = /^(?:[0-9a-f:.]*:[0-9a-f:.]*|\[[0-9a-f:.]*\])$/;

/** A host as the `hostname` of its URLs: a name of two labels or more, an IP address, or localhost. */
function parseHostName(given: string): string | undefined {
  const host = given.toLowerCase().replace(/\.$/, '');
  if (host === 'localhost' || namePattern.test(host)) return host;
  const isIpv6 = ipv6Pattern.test(host);
  if (!isIpv6 && !ipv4Pattern.test(host)) return undefined;
  const url = `https://${isIpv6 ? `[${host.replace(/^\[|\]$/g, '')}]` : host}/`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** Whether a URL's host name is this machine itself, where plain http is harmless. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
