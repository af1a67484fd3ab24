import { VpsError } from '../errors/vps-error.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type ConfirmMode = 'auto' | 'always' | 'never';

export type Credentials =
  | { kind: 'token'; token: string }
  | { kind: 'basic'; username: string; password: string };

/** What the operator decided; read once, before anything else. */
export interface Settings {
  readonly apiUrl: URL;
  /** Absent when nothing usable is configured; every call then answers `configuration`. */
  readonly credentials?: Credentials;
  readonly sandbox: boolean;
  readonly account: string;
  readonly readOnly: boolean;
  readonly confirm: ConfirmMode;
  readonly limits: OrderLimits;
  readonly allowOpenSsh: boolean;
  readonly dedupeWindowMinutes: number;
  readonly requestTimeoutMs: number;
  /** Lower-case host names, each standing for itself and its subdomains. */
  readonly paymentHosts: readonly string[];
  readonly stateDirectory: string;
  /** Where the journal is kept in place of the state directory; never that of a sandbox. */
  readonly journalDatabase?: DatabaseAddress | undefined;
  readonly journalUrlFile?: string | undefined;
  /** The text of the operator's price list. */
  readonly priceList?: string | undefined;
  /** A decimal amount up to which nobody is asked. */
  readonly askAbove?: string | undefined;
  readonly remindAfterDays?: number | undefined;
  readonly logLevel: LogLevel;
  /** Sentences about values that were taken as unset. */
  readonly hints: readonly string[];
}

export interface OrderLimits {
  readonly itemsPerOrder: number;
  readonly ordersPerDay: number;
  readonly ramGb?: number;
  readonly cpu?: number;
  readonly storageGb?: number;
  /** Decimal amounts in the currency of the price list. */
  readonly costPerOrder?: string | undefined;
  readonly costPerDay?: string | undefined;
  readonly costPerMonth?: string | undefined;
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

/** @throws VpsError `configuration`, naming the variables to set, where there are none. */
export function requireCredentials(settings: Pick<Settings, 'credentials' | 'hints'>): Credentials {
  if (settings.credentials) return settings.credentials;
  const advice =
    'No credentials: set VPS_API_TOKEN, or VPS_API_USERNAME with VPS_API_PASSWORD, or try VPS_SANDBOX=1.';
  throw new VpsError('configuration', [advice, ...settings.hints].join(' '));
}
