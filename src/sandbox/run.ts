import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerStyle } from './actions.ts';
import type { Credentials } from './credentials.ts';
import type { FaultSwitches } from './faults.ts';
import type { World } from './world.ts';

/** An API request whose last byte has arrived, whatever becomes of it. */
export interface ReceivedRequest {
  /** Undefined when the body is not a JSON object with a string `action`. */
  action: string | undefined;
  /** Parsed; an integer that a double would round is a string of its digits. Undefined when unreadable. */
  body: unknown;
  rawBody: string;
  headers: IncomingHttpHeaders;
  path: string;
  authorized: boolean;
  /** By the sandbox's clock. */
  at: number;
  /** The fault that hit it. */
  fault: string | undefined;
}

/** Moments at which a test can look, act, or hold the provider by returning a promise. */
export interface SandboxHooks {
  /** The request has arrived in full; nothing has been carried out. */
  onReceived?: ((request: ReceivedRequest) => void | Promise<void>) | undefined;
  /** The action has been carried out (unless it was refused or a fault prevents it); no byte has been answered. */
  beforeAnswer?: ((request: ReceivedRequest) => void | Promise<void>) | undefined;
  /** The answer's headers have gone out, its body has not. */
  betweenHeadersAndBody?: ((request: ReceivedRequest) => void | Promise<void>) | undefined;
  /** The whole answer has been handed to the operating system. */
  afterAnswer?: ((request: ReceivedRequest) => void | Promise<void>) | undefined;
}

/** One run of the sandbox: everything its HTTP side needs to know. */
export interface Run {
  /** `/run-…`, without a slash at the end. */
  basePath: string;
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  world: World;
  style: AnswerStyle;
  credentials: Credentials;
  faults: FaultSwitches;
  hooks: SandboxHooks;
  received: ReceivedRequest[];
  now: () => number;
  /** Aborted when the sandbox closes, so that nothing waits any longer. */
  closing: AbortSignal;
}

export function apiPathOf(run: Run): string {
  return `${run.basePath}/api`;
}

/** Where the `redirect` fault points; it works like the API, so a client that follows really orders there. */
export function redirectPathOf(run: Run): string {
  return `${run.basePath}/moved/api`;
}

export function accountPathOf(run: Run): string {
  return `${run.basePath}/`;
}

export function invoicePathOf(run: Run, invoiceId: bigint): string {
  return `${run.basePath}/invoices/${invoiceId}`;
}
