import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Credentials {
  token: string;
  username: string;
  password: string;
}

export function createCredentials(given: Partial<Credentials>): Credentials {
  return {
    token: given.token ?? `sandbox-${randomBytes(12).toString('hex')}`,
    username: given.username ?? `sandbox-user-${randomBytes(3).toString('hex')}`,
    password: given.password ?? `sandbox-${randomBytes(12).toString('hex')}`,
  };
}

/** A token header is decisive where there is one; else HTTP Basic. */
export function isAuthorized(headers: IncomingHttpHeaders, credentials: Credentials): boolean {
  const token = headers['x-account-token'];
  if (token !== undefined) return token === credentials.token;
  return readBasic(headers.authorization) === `${credentials.username}:${credentials.password}`;
}

/** `user:password` of a Basic header, undefined for any other. */
export function readBasic(authorization: string | undefined): string | undefined {
  const [, base64] = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(authorization ?? '') ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}
