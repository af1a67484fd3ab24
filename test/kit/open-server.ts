import { setMaxListeners } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  Client,
  type ClientCapabilities,
  type ElicitResult,
  InMemoryTransport,
} from '@modelcontextprotocol/client';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { onTestFinished } from 'vitest';
import { type OrderService, openOrderService } from '../../src/order-service.ts';
import type { Clock } from '../../src/orders/status/wait-until-ready.ts';
import { createRedactor } from '../../src/provider/clean-and-redact.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createMcpServerFactory } from '../../src/server/mcp-server.ts';
import { createLog } from '../../src/server/stdio-server.ts';
import type { Settings } from '../../src/settings/load-settings.ts';

export type Era = 'legacy' | 'modern';
export const eras: readonly Era[] = ['legacy', 'modern'];

export type Elicitation = { mode?: string; message: string; url?: string; requestedSchema?: unknown };

export interface ServerUnderTest {
  readonly client: Client;
  /** Calls a tool through the client and answers its structured content. */
  readonly call: (name: string, args?: object) => Promise<Record<string, unknown>>;
  /** Every question the client was asked. */
  readonly questions: Elicitation[];
  /** What the server logged. */
  readonly log: string[];
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  readonly era?: Era;
  readonly settings: Settings;
  readonly now?: () => number;
  /** Default is `now`: time passes on both clocks, and no clock is set. */
  readonly elapsed?: () => number;
  /** What waiting goes by; default is the system's. */
  readonly clock?: Clock;
  /** How the person answers a form or a page; without it the client can't ask. */
  readonly answer?: (question: Elicitation) => ElicitResult | Promise<ElicitResult>;
  readonly elicitation?: ClientCapabilities['elicitation'];
  readonly autoFulfill?: boolean;
  /** The signal of a process that is about to end. */
  readonly stopping?: AbortSignal;
}

/** Settings as they would come out of the environment, for a sandbox and a state directory of its own. */
export function createSettings(
  sandbox: Pick<Sandbox, 'apiUrl' | 'token'>,
  overrides: Partial<Settings> = {},
): Settings {
  return {
    apiUrl: new URL(sandbox.apiUrl),
    credentials: { kind: 'token', token: sandbox.token },
    sandbox: false,
    account: 'default',
    readOnly: false,
    confirm: 'auto',
    limits: { itemsPerOrder: 5, ordersPerDay: 1_000 },
    allowOpenSsh: false,
    dedupeWindowMinutes: 60,
    requestTimeoutMs: 30_000,
    paymentHosts: [new URL(sandbox.apiUrl).hostname],
    stateDirectory: createStateDirectory(),
    journalDatabase: undefined,
    journalUrlFile: undefined,
    priceList: undefined,
    askAbove: undefined,
    remindAfterDays: undefined,
    logLevel: 'warn',
    hints: [],
    ...overrides,
  };
}

/** A directory that is gone after the test. */
export function createStateDirectory(): string {
  const directory = mkdtempSync(path.join(findFastDirectory(), 'vps-order-mcp-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** In memory where there is room: thousands of synced files would hold the suite up on a busy disk. */
function findFastDirectory(): string {
  const memory = '/dev/shm';
  const isRoomy = () => {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 2 * 1024 ** 3;
  };
  return existsSync(memory) && isRoomy() ? memory : tmpdir();
}

/** A server as the command serves it, and the end of its connection that a client takes. */
export function serveInProcess({
  settings,
  now = Date.now,
  elapsed = now,
  clock,
  stopping = new AbortController().signal,
}: Omit<ServerOptions, 'answer' | 'era'>) {
  const log: string[] = [];
  let opened: Promise<OrderService> | undefined;
  const orderService = () => {
    opened ??= openOrderService({ settings, version: '0.0.0', now, elapsed, clock });
    return opened;
  };
  const redact = createRedactor(settings.credentials, settings.journalDatabase?.password);
  setMaxListeners(0, stopping);
  const factory = createMcpServerFactory({
    ...settings,
    version: '0.0.0',
    orderService,
    redact,
    stopping,
    log: createLog({ level: settings.logLevel, redact, write: line => log.push(line.trimEnd()) }),
  });
  const [transport, serverTransport] = InMemoryTransport.createLinkedPair();
  const handle = serveStdio(factory, { transport: serverTransport });
  const close = async () => {
    await handle.close();
    const openedService = await opened?.catch(() => undefined);
    await openedService?.settled();
    await openedService?.close();
  };
  return { transport, log, close };
}

/** A real client in one protocol era, connected in process to a server as the command serves it; closed after the test. */
export async function openServer(options: ServerOptions): Promise<ServerUnderTest> {
  const server = serveInProcess(options);
  const questions: Elicitation[] = [];
  const client = createClient(options, questions);
  await client.connect(server.transport);
  // From here on the client validates every result against the advertised output schema.
  await client.listTools();
  const close = async () => {
    await client.close();
    await server.close();
  };
  onTestFinished(close);
  return { client, questions, log: server.log, close, call: createCall(client) };
}

function createClient(
  { era, answer, elicitation, autoFulfill }: ServerOptions,
  questions: Elicitation[],
): Client {
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: answer || elicitation ? { elicitation: elicitation ?? { form: {}, url: {} } } : {},
      ...(era === 'modern' && { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
      ...(autoFulfill === false && { inputRequired: { autoFulfill: false } }),
    },
  );
  if (answer) {
    client.setRequestHandler('elicitation/create', async request => {
      const question = request.params as Elicitation;
      questions.push(question);
      return await answer(question);
    });
  }
  return client;
}

const errorOutcomes: readonly unknown[] = ['not_ordered', 'not_cancelled', 'unknown', 'failed'];

function createCall(client: Client) {
  return async (name: string, args: object = {}) => {
    const { content, isError = false, ...result } = await client.callTool({ name, arguments: { ...args } });
    const text = content[0]?.type === 'text' ? content[0].text : '';
    const structured = result.structuredContent as Record<string, unknown> | undefined;
    if (!structured) throw new Error(`no structured content: ${text}`);
    if (text !== JSON.stringify(structured)) throw new Error('the text block is not the same object');
    if (isError !== errorOutcomes.includes(structured.outcome)) throw new Error(`isError is wrong: ${text}`);
    return structured;
  };
}
