import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createAccount } from './account.ts';
import { createFaultSwitches, type Fault } from './faults.ts';
import { priceList } from './order.ts';
import { routeRequest } from './route-request.ts';
import {
  type AnswerStyle,
  accountPathOf,
  apiPathOf,
  type Credentials,
  createCredentials,
  type Run,
  type SandboxHooks,
} from './run.ts';
import { toOrderObject } from './wire-objects.ts';

export interface SandboxOptions extends Partial<AnswerStyle>, Partial<Credentials>, SandboxHooks {
  /** 0, the default, takes any free one. */
  port?: number;
  /** Milliseconds since 1970; default Date.now. */
  now?: () => number;
  creditCents?: number;
  /** From being paid to having a server. */
  provisioningMs?: number;
  /** By action name, or `*` for every action that has no fault of its own. */
  faults?: Record<string, Fault>;
}

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** A provider with one account, on loopback, gone without a trace when it is closed. Rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}) {
  const run = createRun(options);
  const server = createServer((message, response) => {
    response.on('error', () => response.destroy());
    // A client that goes away, or a hook that throws, ends this connection and nothing else.
    routeRequest({ message, response, run }).catch(() => response.destroy());
  });
  run.origin = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
  return toSandbox(run, async () => {
    const closed = server.listening && once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
}

function createRun(options: SandboxOptions): Run {
  const { now = Date.now, creditCents = 1_000_00, provisioningMs = 3_000, faults = {} } = options;
  const { listLagMs = 0, answersCarryReference = false } = options;
  const { onReceived, beforeAnswer, afterAnswer } = options;
  return {
    basePath: `/run-${randomBytes(6).toString('hex')}`,
    origin: '',
    account: createAccount({ now, creditCents, provisioningMs }),
    style: { listLagMs, answersCarryReference },
    credentials: createCredentials(options),
    faults: createFaultSwitches(faults),
    hooks: { onReceived, beforeAnswer, afterAnswer },
    received: [],
  };
}

function toSandbox(run: Run, close: () => Promise<void>) {
  const { account, received, hooks, style, credentials, origin } = run;
  return {
    ...credentials,
    apiUrl: origin + apiPathOf(run),
    /** The page that shows the whole account. */
    accountUrl: origin + accountPathOf(run),
    /** As a price list's file holds it; invoices agree with it. */
    priceList,
    /** Every API request that arrived in full, in order of arrival, refused ones too. */
    received,
    /** Can be changed at any time, as `style` can. */
    hooks,
    style,
    /** By action name or `*`; undefined switches it off. */
    setFault: run.faults.set,
    creditCents: account.creditCents,
    addCredit: account.addCredit,
    /** Every order of the account with items, reference and payment, whatever the answers carry. */
    orders: () =>
      account.orders.map(order => toOrderObject(order, run, { reference: true, payment: true, items: true })),
    /** What the button of the invoice page does. */
    pay: account.pay,
    /** Ends at once, open connections too. */
    close,
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The sandbox has no port.');
  return address.port;
}
