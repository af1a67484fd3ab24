import { VpsError } from '../errors/vps-error.ts';

export type Credentials =
  | { kind: 'token'; token: string }
  | { kind: 'basic'; username: string; password: string };

/** The token goes before user name and password. */
export function toCredentials(token?: string, username?: string, password?: string): Credentials | undefined {
  if (token !== undefined) return { kind: 'token', token };
  return username === undefined || password === undefined ? undefined : { kind: 'basic', username, password };
}

/** @throws VpsError `configuration`, naming the variables to set, where there are none. */
export function requireCredentials(settings: {
  readonly credentials?: Credentials | undefined;
  readonly hints: readonly string[];
}): Credentials {
  if (settings.credentials) return settings.credentials;
  const advice =
    'No credentials: set VPS_API_TOKEN, or VPS_API_USERNAME with VPS_API_PASSWORD, or try VPS_SANDBOX=1.';
  throw new VpsError('configuration', [advice, ...settings.hints].join(' '));
}
