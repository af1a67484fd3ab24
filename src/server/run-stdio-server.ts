import { setMaxListeners } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Backend } from '../backend/backend.ts';
import type { BackendOptions } from '../backend/open-backend.ts';
import { createRedactor } from '../provider/redact.ts';
import type { Settings } from '../settings/settings.ts';
import { createMcpServerFactory } from './create-mcp-server.ts';
import { loadAfterToolList } from './load-after-tool-list.ts';
import { createLog } from './log.ts';
import { reportProtocolError } from './protocol-error.ts';
import { createStop } from './stop.ts';

/** The process as this server needs it. */
export interface Host {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly writeError: (text: string) => void;
  readonly exit: (code: number) => void;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
  /** The path of the running script. */
  readonly findScript: () => string;
}

const terminalHint =
  'vps-order-mcp: an MCP server, waiting for a client on stdin. Ctrl-C ends it; --help lists what else there is.\n';

/** Serves MCP on stdin and stdout until the client goes away or a signal comes. */
export function runStdioServer(
  host: Host,
  { settings, version }: { settings: Settings; version: string },
): void {
  const redact = createRedactor(settings.credentials);
  const log = createLog({ level: settings.logLevel, redact, write: host.writeError });
  if (host.stdin.isTTY) host.writeError(terminalHint);
  for (const hint of settings.hints) log('warn', hint);

  const backend = createLazyBackend({ settings, version, findScript: host.findScript });
  const stopping = new AbortController();
  // Every call in flight listens to it.
  setMaxListeners(0, stopping.signal);
  const stop = createStop({
    exit: host.exit,
    backend: backend.opened,
    cancelCalls: () => stopping.abort(),
    flush: () => flush(host.stdout),
    note: reason => log('info', `ending: ${reason}`),
  });
  host.stdin.once('end', () => stop('gone'));
  host.stdin.once('close', () => stop('gone'));
  host.stdout.on('error', () => stop('gone'));
  host.onSignal(stop);

  // Every pending answer waits for a blocked stdout with a listener of its own.
  host.stdout.setMaxListeners(0);
  const transport = new StdioServerTransport(host.stdin, host.stdout);
  loadAfterToolList(transport, loadForFirstCall);
  serveStdio(
    createMcpServerFactory({
      ...settings,
      version,
      backend: backend.open,
      redact,
      log,
      stopping: stopping.signal,
    }),
    { transport, onerror: error => reportProtocolError(error, log) },
  );
  const close = transport.onclose;
  transport.onclose = () => {
    close?.();
    // The client is still there, but the transport gave it up: without an end it would wait for ever.
    stop('broken');
  };
}

/** What fails to load here fails again, and is answered, when a call needs it. */
function loadForFirstCall(): void {
  const modules = [
    import('../backend/open-backend.ts'),
    import('../provider/create-dispatcher.ts'),
    import('../tools/registry.ts'),
  ];
  for (const loading of modules) loading.catch(() => {});
}

/** Opened by the first call; one that failed to open is tried again by the next. */
function createLazyBackend(options: Omit<BackendOptions, 'now'>) {
  let opened: Promise<Backend> | undefined;
  return {
    opened: () => opened,
    open: () => {
      opened ??= import('../backend/open-backend.ts').then(({ openBackend }) =>
        openBackend({ ...options, now: Date.now }),
      );
      opened.catch(() => {
        opened = undefined;
      });
      return opened;
    },
  };
}

/** Answers are written in the turn after the work behind them has settled. */
async function flush(stdout: Writable): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
  await new Promise(resolve => stdout.write('', resolve));
}
