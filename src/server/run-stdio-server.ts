import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Backend } from '../backend/backend.ts';
import { createRedactor } from '../provider/redact.ts';
import type { Settings } from '../settings/settings.ts';
import { createMcpServerFactory } from './create-mcp-server.ts';
import { createLog } from './log.ts';
import { createStop } from './stop.ts';

/** The process as this server needs it. */
export interface Host {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly writeError: (text: string) => void;
  readonly exit: (code: number) => void;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
}

/** Serves MCP on stdin and stdout until the client goes away or a signal comes. */
export function runStdioServer(
  host: Host,
  { settings, version }: { settings: Settings; version: string },
): void {
  const redact = createRedactor(settings.credentials);
  const log = createLog({ level: settings.logLevel, redact, write: host.writeError });
  for (const hint of settings.hints) log('warn', hint);

  let opened: Promise<Backend> | undefined;
  const backend = () => {
    opened ??= import('../backend/open-backend.ts').then(({ openBackend }) =>
      openBackend({ settings, version, now: Date.now }),
    );
    // A backend that failed to open is tried again by the next call.
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };

  const stop = createStop({ exit: host.exit, backend: () => opened });
  host.stdin.once('end', () => stop('stdin'));
  host.stdin.once('close', () => stop('stdin'));
  host.stdout.once('error', () => stop('stdin'));
  host.onSignal(stop);

  // Every pending answer waits for a blocked stdout with a listener of its own.
  host.stdout.setMaxListeners(0);
  serveStdio(createMcpServerFactory({ ...settings, version, backend, redact, log }), {
    onerror: error => log('warn', `protocol: ${error.message}`),
  });
}
