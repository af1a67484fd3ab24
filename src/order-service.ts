import { uptime } from 'node:os';
import { createFileStore, toJournalDirectory } from './journal/files/file-store.ts';
import { createJournal, limitJournal } from './journal/journal.ts';
import { createPostgresStore } from './journal/postgres/postgres-store.ts';
import type { Store } from './journal/store.ts';
import { isExpired, parsePriceList } from './money/price-list.ts';
import { type CancelOrderCall, type CancelTarget, cancelOrder } from './orders/cancel-order.ts';
import type { OrderContext } from './orders/context.ts';
import { type CreateOrderCall, createOrder } from './orders/create/create-order.ts';
import { type ListCall, listOrders, type OrderListArguments } from './orders/list/list-orders.ts';
import { listServers } from './orders/list/list-servers.ts';
import { type Clocks, createElapsed, createRecordAges } from './orders/record-ages.ts';
import { type OrderStatusCall, readOrderStatus } from './orders/status/order-status.ts';
import type { Clock } from './orders/status/wait-until-ready.ts';
import { createProviderClient } from './provider/provider-client.ts';
import type { OrderRequest } from './request/order-arguments.ts';
import { requireCredentials } from './settings/credentials.ts';
import type { Settings } from './settings/load-settings.ts';
import { renderJournalCommand } from './settings/shell-command.ts';
import type { Budget } from './time-budget.ts';

/** What is to know of the program and its machine. */
export interface HostFacts {
  readonly version: string;
  readonly now: Clocks['now'];
  /** Default is the time since the system started. */
  readonly elapsed?: Clocks['elapsed'];
  /** How the command is started here; without it, as the package installs it. */
  readonly findStart?: () => readonly string[];
}

export interface OrderServiceOptions extends HostFacts {
  readonly settings: Settings;
  /** What waiting goes by; default is the system's. */
  readonly clock?: Clock;
}

/** Everything behind the tools, opened by the first call that needs it. */
export type OrderService = Awaited<ReturnType<typeof openOrderService>>;

/** @throws VpsError `configuration` when there are no credentials. */
export async function openOrderService({ settings: given, clock, ...host }: OrderServiceOptions) {
  if (!given.sandbox) requireCredentials(given);
  const own = given.sandbox ? await startOwnSandbox(given) : undefined;
  const settings = own?.settings ?? given;
  const context = { ...createContext(settings, host), answered: new Set<string>() };
  const within = ({ budget }: { budget: Budget }) => ({
    ...context,
    journal: limitJournal(context.journal, budget),
  });
  const spending = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    spending.add(work);
    const forget = () => spending.delete(work);
    work.then(forget, forget);
    return work;
  };

  return {
    createOrder: (args: OrderRequest, call: CreateOrderCall) => track(createOrder(within(call), args, call)),
    cancelOrder: (target: CancelTarget, call: CancelOrderCall) =>
      track(cancelOrder(within(call), target, call)),
    readOrderStatus: (args: { order_id: string; wait_seconds?: number }, call: OrderStatusCall) =>
      readOrderStatus(within(call), args, { ...call, clock }),
    listOrders: (args: OrderListArguments, call: ListCall) => listOrders(within(call), args, call),
    listServers: (args: { order_item_id?: string; limit: number; offset: number }, call: ListCall) =>
      listServers(within(call), args, call),
    /** Resolves when nothing that spends or cancels is in flight. */
    settled: async () => {
      await Promise.allSettled(spending);
    },
    close: async () => {
      await context.provider.close();
      await own?.stop();
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
    provider: createProviderClient({ settings, userAgent: `vps-order-mcp/${version}` }),
    journal: createJournal({ store, provider: apiUrl.href, account, identity, now: journalNow }),
    ages: createRecordAges({ now: journalNow, elapsed }),
    typeCommand: (...words) => renderJournalCommand(findStart(), { words, settings }),
    priceList: () => (list && !isExpired(list, now()) ? list : undefined),
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
async function startOwnSandbox(settings: Settings) {
  const { startSandbox } = await import('./sandbox/start-sandbox.ts');
  const { apiUrl: url, token, priceList, close: stop } = await startSandbox();
  const apiUrl = new URL(url);
  const credentials = { kind: 'token', token } as const;
  return {
    settings: { ...settings, apiUrl, credentials, paymentHosts: [apiUrl.hostname], priceList },
    stop,
  };
}
