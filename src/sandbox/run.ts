import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from './account.ts';
import type { FaultSwitches } from './faults.ts';
import type { ReceivedRequest } from './http.ts';
import type { Order } from './order.ts';

/** How this provider answers where the documentation leaves it open. */
export interface AnswerStyle {
  listLagMs: number;
  answersCarryReference: boolean;
}

export interface Credentials {
  token: string;
  username: string;
  password: string;
}

type Hook = ((request: ReceivedRequest) => void | Promise<void>) | undefined;

/** Moments at which a test can look, act, or hold the provider by returning a promise. */
export interface SandboxHooks {
  /** The request has arrived in full; nothing has been carried out. */
  onReceived?: Hook;
  /** The action has been carried out (unless it was refused or a fault prevents it); no byte has been answered. */
  beforeAnswer?: Hook;
  /** The whole answer has been handed to the operating system. */
  afterAnswer?: Hook;
}

/** One run of the sandbox: everything its HTTP side needs to know. */
export interface Run {
  /** `/run-…`, without a slash at the end. */
  basePath: string;
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  account: Account;
  style: AnswerStyle;
  credentials: Credentials;
  faults: FaultSwitches;
  hooks: SandboxHooks;
  received: ReceivedRequest[];
}

export const apiPathOf = (run: Run) => `${run.basePath}/api`;
export const accountPathOf = (run: Run) => `${run.basePath}/`;
export const invoicePathOf = (run: Run, { invoiceId }: Order) => `${run.basePath}/invoices/${invoiceId}`;
export const invoiceUrlOf = (run: Run, order: Order) => run.origin + invoicePathOf(run, order);

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
  const [, base64 = ''] = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(headers.authorization ?? '') ?? [];
  return Buffer.from(base64, 'base64').toString() === `${credentials.username}:${credentials.password}`;
}
