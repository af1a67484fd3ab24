import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerStyle } from './actions.ts';
import { type Credentials, createCredentials } from './credentials.ts';
import { type Fault, type FaultPlan, FaultSwitches } from './faults.ts';
import type { Order } from './order-state.ts';
import { routeRequest } from './route-request.ts';
import {
  accountPathOf,
  apiPathOf,
  invoicePathOf,
  type ReceivedRequest,
  type Run,
  type SandboxHooks,
} from './run.ts';
import { type OrderObject, toOrderItems, toOrderSummary, toPaymentFields } from './wire-objects.ts';
import { type PaymentOutcome, World } from './world.ts';

export interface SandboxOptions extends Partial<AnswerStyle>, Partial<Credentials>, SandboxHooks {
  /** 0, the default, takes any free one. */
  port?: number;
  /** Milliseconds since 1970; default Date.now. */
  now?: () => number;
  creditCents?: number;
  /** From being paid to having a server. */
  provisioningMs?: number;
  faults?: FaultPlan;
}

/** A provider with one account, on loopback, gone without a trace when it is closed. */
export interface Sandbox extends Credentials {
  apiUrl: string;
  /** The page that shows the whole account. */
  accountUrl: string;
  /** Every API request that arrived in full, in order of arrival, refused ones too. */
  received: ReceivedRequest[];
  /** Those that followed a redirect. */
  redirected(): ReceivedRequest[];
  /** Can be changed at any time. */
  hooks: SandboxHooks;
  /** Can be changed at any time. */
  style: AnswerStyle;
  /** By action name or `*`; undefined switches it off. */
  setFault(action: string, fault: Fault | undefined): void;
  creditCents(): number;
  addCredit(cents: number): void;
  /** Every order of the account with items, reference and payment, whatever the answers carry. */
  orders(): OrderObject[];
  /** What the button of the invoice page does. */
  pay(invoiceId: number | bigint | string): PaymentOutcome;
  /** Ends at once, open connections too. */
  close(): Promise<void>;
}

/** Rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const closing = new AbortController();
  const run = createRun(options, closing.signal);
  const server = createServer((message, response) => {
    response.on('error', () => response.destroy());
    // A client that goes away, or a hook that throws, ends this connection and nothing else.
    routeRequest({ message, response, run }).catch(() => response.destroy());
  });
  await listen(server, options.port ?? 0);
  run.origin = `http://127.0.0.1:${toAddress(server).port}`;
  return toSandbox(run, async () => {
    closing.abort();
    const closed = server.listening && once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
}

function createRun(options: SandboxOptions, closing: AbortSignal): Run {
  const now = options.now ?? Date.now;
  const { onReceived, beforeAnswer, betweenHeadersAndBody, afterAnswer } = options;
  return {
    basePath: `/run-${randomBytes(6).toString('hex')}`,
    origin: '',
    world: new World({
      now,
      creditCents: options.creditCents ?? 1_000_00,
      provisioningMs: options.provisioningMs ?? 3_000,
    }),
    style: toAnswerStyle(options),
    credentials: createCredentials(options),
    faults: new FaultSwitches(options.faults ?? {}),
    hooks: { onReceived, beforeAnswer, betweenHeadersAndBody, afterAnswer },
    received: [],
    now,
    closing,
  };
}

function toAnswerStyle(options: SandboxOptions): AnswerStyle {
  return {
    listLagMs: options.listLagMs ?? 0,
    answersCarryReference: options.answersCarryReference ?? false,
    listCarriesItems: options.listCarriesItems ?? true,
    statusCarriesPayment: options.statusCarriesPayment ?? true,
    paymentAnswer: options.paymentAnswer ?? 'http-402',
    listShape: options.listShape ?? 'array',
  };
}

function toSandbox(run: Run, close: () => Promise<void>): Sandbox {
  const { world, received, hooks, style, credentials, origin } = run;
  return {
    ...credentials,
    apiUrl: `${origin}${apiPathOf(run)}`,
    accountUrl: `${origin}${accountPathOf(run)}`,
    received,
    hooks,
    style,
    redirected: () => received.filter(request => !request.path.startsWith(apiPathOf(run))),
    setFault: (action, fault) => run.faults.set(action, fault),
    creditCents: () => world.creditCents,
    addCredit: cents => {
      world.creditCents += cents;
    },
    orders: () => world.orders.map(order => toFullOrder(order, run)),
    pay: invoiceId => world.pay(BigInt(invoiceId)),
    close,
  };
}

function toFullOrder(order: Order, run: Run): OrderObject {
  const moment = run.world.moment();
  return {
    ...toOrderSummary(order, moment),
    ...toPaymentFields(order, invoiceId => run.origin + invoicePathOf(run, invoiceId)),
    reference: order.reference,
    order_items: toOrderItems(order, moment),
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function toAddress(server: Server): AddressInfo {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The sandbox has no port.');
  return address;
}
