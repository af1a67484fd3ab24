import { VpsError } from '../errors/vps-error.ts';
import type { Credentials, Settings } from './settings.ts';

/** @throws VpsError `configuration`, naming the variables to set, where there are none. */
export function requireCredentials({
  credentials,
  hints,
}: Pick<Settings, 'credentials' | 'hints'>): Credentials {
  if (credentials) return credentials;
  const advice =
    'No credentials: set VPS_API_TOKEN, or VPS_API_USERNAME with VPS_API_PASSWORD, or try VPS_SANDBOX=1.';
  throw new VpsError('configuration', [advice, ...hints].join(' '));
}
