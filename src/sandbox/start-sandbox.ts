import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createAccount, priceList } from './account.ts';
import { type AnswerStyle, toOrderObject } from './actions.ts';
import { answerRequest, type Run, type SandboxHooks } from './answer-request.ts';
import type { Fault } from './faults.ts';

export interface SandboxOptions extends Partial<AnswerStyle>, Partial<Run['credentials']>, SandboxHooks {
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
  const server = createServer();
  const origin = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
  const run = createRun(new URL(`${origin}/run-${toRandomHex(6)}/`), options);
  server.on('request', (message, response) => {
    response.on('error', () => response.destroy());
    // A client that goes away, or a hook that throws, ends this connection and nothing else.
    answerRequest({ message, response, run }).catch(() => response.destroy());
  });
  const { account, received, hooks, style, credentials, faults } = run;
  return {
    ...credentials,
    apiUrl: `${account.url}api`,
    /** The page that shows the whole account. */
    accountUrl: account.url.href,
    /** As a price list's file holds it; invoices agree with it. */
    priceList,
    /** Every API request that arrived in full, in order of arrival, refused ones too. */
    received,
    /** Can be changed at any time, as `style` can. */
    hooks,
    style,
    /** By action name or `*`; undefined switches it off. */
    setFault(action: string, fault: Fault | undefined) {
      if (fault) faults.set(action, fault);
      else faults.delete(action);
    },
    creditCents: account.creditCents,
    addCredit: account.addCredit,
    /** Every order of the account with items, reference and payment, whatever the answers carry. */
    orders: () =>
      account.orders.map(order => toOrderObject(order, run, { reference: true, payment: true, items: true })),
    /** What the button of the invoice page does. */
    pay: account.pay,
    /** Ends at once, open connections too. */
    async close() {
      const closed = server.listening && once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function createRun(url: URL, options: SandboxOptions): Run {
  const { now = Date.now, creditCents = 1_000_00, provisioningMs = 3_000, faults = {} } = options;
  const { listLagMs = 0, answersCarryReference = false } = options;
  const { onReceived, beforeAnswer, afterAnswer } = options;
  return {
    account: createAccount({ url, now, creditCents, provisioningMs }),
    style: { listLagMs, answersCarryReference },
    credentials: {
      token: options.token ?? `sandbox-${toRandomHex(12)}`,
      username: options.username ?? `sandbox-user-${toRandomHex(3)}`,
      password: options.password ?? `sandbox-${toRandomHex(12)}`,
    },
    faults: new Map(Object.entries(faults)),
    hooks: { onReceived, beforeAnswer, afterAnswer },
    received: [],
  };
}

function toRandomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The sandbox has no port.');
  return address.port;
}
