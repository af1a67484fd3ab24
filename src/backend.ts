import { uptime } from 'node:os';
import type { Budget } from './budget.ts';
import { type Asking, createAnsweredQuestions } from './consent/asking.ts';
import { consentValidMs } from './consent/obtain-consent.ts';
import { createFileStore, toJournalDirectory } from './journal/files/file-store.ts';
import { createJournal } from './journal/journal.ts';
import { limitJournal } from './journal/limit-journal.ts';
import { createPostgresStore } from './journal/postgres/postgres-store.ts';
import type { Store } from './journal/store.ts';
import { isExpired, parsePriceList } from './money/price-list.ts';
import {
  type CancelOrderCall,
  type CancelResult,
  type CancelTarget,
  cancelOrder,
} from './orders/cancel-order.ts';
import type { OrderContext } from './orders/context.ts';
import { type CreateOrderCall, createOrder } from './orders/create/create-order.ts';
import {
  type ListCall,
  listOrders,
  type OrderListArguments,
  type OrderListResult,
} from './orders/list/order-list.ts';
import { listServers, type ServerListResult } from './orders/list/server-list.ts';
import type { OrderResult } from './orders/order-result.ts';
import { type Clocks, createElapsed, createRecordAges } from './orders/record-ages.ts';
import { type OrderStatusCall, readOrderStatus } from './orders/status/order-status.ts';
import type { OrderStatusResult } from './orders/status/status-result.ts';
import type { Clock } from './orders/status/watch.ts';
import { createConnections } from './provider/connections.ts';
import { createProviderClient } from './provider/provider-client.ts';
import type { OrderRequest } from './request/order-arguments.ts';
import { requireCredentials } from './settings/credentials.ts';
import type { Settings } from './settings/settings.ts';
import { renderJournalCommand } from './settings/typed-command.ts';

/** What is to know of the program and its machine. */
export interface HostFacts {
  readonly version: string;
  readonly now: Clocks['now'];
  /** Default is the time since the system started. */
  readonly elapsed?: Clocks['elapsed'];
  /** How the command is started here; without it, as the package installs it. */
  readonly findStart?: () => readonly string[];
}

export interface BackendOptions extends HostFacts {
  readonly settings: Settings;
  /** What waiting goes by; default is the system's. */
  readonly clock?: Clock;
}

/** @throws VpsError `configuration` when there are no credentials. */
export async function openBackend({ settings: given, clock, ...host }: BackendOptions): Promise<Backend> {
  if (!given.sandbox) requireCredentials(given);
  const { settings, stop } = given.sandbox ? await startOwnSandbox(given) : { settings: given };
  const context = {
    ...createContext(settings, host),
    answered: createAnsweredQuestions({ now: host.now, rememberedMs: consentValidMs }),
  };
  const within = ({ budget }: { budget: Budget }) => ({
    ...context,
    journal: limitJournal(context.journal, budget),
  });
  const spending = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    spending.add(work);
    work.then(
      () => spending.delete(work),
      () => spending.delete(work),
    );
    return work;
  };

  return {
    createOrder: (args, call) => track(createOrder(within(call), args, call)),
    cancelOrder: (target, call) => track(cancelOrder(within(call), target, call)),
    readOrderStatus: (args, call) => {
      // Whoever runs without questions is not asked to open a page either.
      const canOpenPage = call.client.canOpenPage && settings.confirm !== 'never';
      return readOrderStatus(within(call), args, { ...call, client: { ...call.client, canOpenPage }, clock });
    },
    listOrders: (args, call) => listOrders(within(call), args, call),
    listServers: (args, call) => listServers(within(call), args, call),
    settled: async () => {
      await Promise.allSettled(spending);
    },
    close: async () => {
      await context.provider.close();
      await stop?.();
    },
  };
}

/** What everything that talks to the provider and its journal works with. */
export function createContext(
  settings: Settings,
  { version, now, elapsed = createElapsed(uptime), findStart = () => ['vps-order-mcp'] }: HostFacts,
): OrderContext & { settings: Settings } {
  const { apiUrl, account, credentials, priceList } = settings;
  const list = priceList === undefined ? undefined : parsePriceList(priceList);
  const store = createStore(settings);
  const journalNow = store.now ?? now;
  const identity = credentials?.kind === 'token' ? credentials.token : (credentials?.username ?? '');
  return {
    settings,
    provider: createProviderClient({
      settings,
      connections: createConnections(apiUrl),
      userAgent: `vps-order-mcp/${version}`,
    }),
    journal: createJournal({ store, provider: apiUrl.href, account, identity, now: journalNow }),
    ages: createRecordAges({ now: journalNow, elapsed }),
    typeCommand: (...words) => renderJournalCommand(findStart(), { words, settings }),
    priceList: () => (list && !isExpired(list, now()) ? list : undefined),
    paymentReadings: new Map(),
    now,
  };
}

/** A database that several machines share, or the state directory. */
function createStore({ apiUrl, account, stateDirectory, journalDatabase }: Settings): Store {
  return journalDatabase
    ? createPostgresStore(journalDatabase, `${apiUrl.href} ${account}`)
    : createFileStore(toJournalDirectory({ stateDirectory, apiUrl, account }));
}

/** The sandbox gets credentials of its own; a configured one never goes to it. */
async function startOwnSandbox(
  settings: Settings,
): Promise<{ settings: Settings; stop?: () => Promise<void> }> {
  const { startSandbox } = await import('./sandbox/start-sandbox.ts');
  const sandbox = await startSandbox();
  const { priceList } = sandbox;
  const apiUrl = new URL(sandbox.apiUrl);
  const credentials = { kind: 'token', token: sandbox.token } as const;
  return {
    settings: { ...settings, apiUrl, credentials, paymentHosts: [apiUrl.hostname], priceList },
    stop: () => sandbox.close(),
  };
}

/** Everything behind the tools, opened by the first call that needs it. */
export interface Backend {
  createOrder(args: OrderRequest, call: CreateOrderCall): Promise<OrderResult | Asking>;
  cancelOrder(target: CancelTarget, call: CancelOrderCall): Promise<CancelResult | Asking>;
  readOrderStatus(
    args: { order_id: string; wait_seconds?: number },
    call: OrderStatusCall,
  ): Promise<OrderStatusResult | Asking>;
  listOrders(args: OrderListArguments, call: ListCall): Promise<OrderListResult>;
  listServers(
    args: { order_item_id?: string; limit: number; offset: number },
    call: ListCall,
  ): Promise<ServerListResult>;
  /** Resolves when nothing that spends or cancels is in flight. */
  settled(): Promise<void>;
  close(): Promise<void>;
}
