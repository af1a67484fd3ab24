import { setMaxListeners } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { OrderService } from '../order-service.ts';
import { createRedactor } from '../provider/clean-and-redact.ts';
import type { LogLevel, Settings } from '../settings/load-settings.ts';
import { createLenientTransport } from './lenient-transport.ts';
import { createMcpServerFactory } from './mcp-server.ts';
import { createStop } from './stop.ts';

/** The process as this server needs it. */
export interface Host {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly writeError: (text: string) => void;
  readonly exit: (code: number) => void;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
  /** How the command is started here. */
  readonly findStart: () => readonly string[];
}

const terminalHint =
  'vps-order-mcp: an MCP server, waiting for a client on stdin. Ctrl-C ends it; --help lists what else there is.\n';

/** Serves MCP on stdin and stdout until the client goes away or a signal comes. */
export function runStdioServer(
  host: Host,
  { settings, version }: { settings: Settings; version: string },
): void {
  const redact = createRedactor(settings.credentials, settings.journalDatabase?.password);
  const log = createLog({ level: settings.logLevel, redact, write: host.writeError });
  if (host.stdin.isTTY) host.writeError(terminalHint);
  for (const hint of settings.hints) log('warn', hint);

  let orderService: Promise<OrderService> | undefined;
  const openOrderService = () => {
    const options = { settings, version, findStart: host.findStart, now: Date.now };
    orderService ??= import('../order-service.ts').then(({ openOrderService }) => openOrderService(options));
    return orderService;
  };
  const stopping = new AbortController();
  // Every call in flight listens to it.
  setMaxListeners(0, stopping.signal);
  const stop = createStop({
    exit: host.exit,
    orderService: () => orderService,
    cancelCalls: () => stopping.abort(),
    flush: () => flush(host.stdout),
    note: reason => log('info', `ending: ${reason}`),
  });
  const endWithClient = () => stop('gone');
  host.stdin.once('end', endWithClient).once('close', endWithClient);
  host.stdout.on('error', endWithClient);
  host.onSignal(stop);

  const transport = createLenientTransport(host.stdin, host.stdout);
  loadAfterToolList(transport, loadForFirstCall);
  serveStdio(
    createMcpServerFactory({
      ...settings,
      version,
      orderService: openOrderService,
      redact,
      log,
      stopping: stopping.signal,
    }),
    { transport, onerror: error => log('warn', `protocol: ${withoutQuotation(error)}`) },
  );
}

/** What fails to load here fails again, and is answered, when a call needs it. */
function loadForFirstCall(): void {
  const modules = [
    import('../order-service.ts'),
    import('../provider/connections.ts'),
    import('../tools/registry.ts'),
  ];
  for (const loading of modules) loading.catch(() => {});
}

/** Answers are written in the turn after the work behind them has settled. */
async function flush(stdout: Writable): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
  await new Promise(resolve => stdout.write('', resolve));
}

/** Long enough for the list to be on its way, short against what any model takes before its first call. */
const idleMs = 20;

/** Runs `load` once, in the idle moment after the tool list went out, so that neither the start nor the first call pays. */
function loadAfterToolList(transport: Transport, load: () => void): void {
  const send = transport.send.bind(transport);
  transport.send = async (message, options) => {
    await send(message, options);
    if (!('result' in message) || !('tools' in message.result)) return;
    transport.send = send;
    setTimeout(load, idleMs).unref();
  };
}

const order: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** Writes one line an event to stderr; stdout belongs to the protocol. */
export type Log = (level: LogLevel, message: string) => void;

export function createLog(options: {
  level: LogLevel;
  redact: (text: string) => string;
  write: (line: string) => void;
}): Log {
  return (level, message) => {
    if (order.indexOf(level) > order.indexOf(options.level)) return;
    options.write(`vps-order-mcp ${level}: ${options.redact(message).replace(/\s+/g, ' ')}\n`);
  };
}

/** What is wrong with the client's messages, without their text: it may hold what was pasted by mistake. */
function withoutQuotation({ message }: Error): string {
  // What follows the first colon is the SDK's quotation of the message.
  return message.replace(/:.*/s, '');
}
