#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { VpsError } from './errors/vps-error.ts';
import { runStdioServer } from './server/run-stdio-server.ts';
import { parseCommandLine } from './settings/command-line.ts';
import { renderHelp } from './settings/help.ts';
import { loadSettings } from './settings/load-settings.ts';

/** Filled in by the build. */
declare const PACKAGE_VERSION: string;

const exitUnusable = 2;

process.on('uncaughtException', error => fail(1, error));
process.on('unhandledRejection', error => fail(1, error));

try {
  start();
} catch (error) {
  fail(error instanceof VpsError ? exitUnusable : 1, error);
}

function start(): void {
  const line = parseCommandLine(process.argv.slice(2));
  if (line.help) process.stdout.write(renderHelp());
  else if (line.version) process.stdout.write(`${PACKAGE_VERSION}\n`);
  else if (line.command === undefined)
    runStdioServer(toHost(), { settings: load(line.settings), version: PACKAGE_VERSION });
  else
    void runCommand(line).then(
      code => process.exit(code),
      error => fail(error instanceof VpsError ? exitUnusable : 1, error),
    );
}

function load(flags: ReturnType<typeof parseCommandLine>['settings']) {
  return loadSettings({
    env: process.env,
    flags,
    platform: process.platform,
    homeDirectory: homedir(),
    readFile: path => readFileSync(path, 'utf8'),
  });
}

async function runCommand({
  command,
  options,
  settings: flags,
}: ReturnType<typeof parseCommandLine>): Promise<number> {
  const write = (text: string) => void process.stdout.write(text);
  switch (command) {
    case 'demo': {
      const { runDemo } = await import('./demo/run-demo.ts');
      return await runDemo({
        write,
        isTerminal: process.stdout.isTTY,
        serverCommand: [process.execPath, process.argv[1] ?? ''],
      });
    }
    case 'sandbox': {
      const { runSandbox } = await import('./commands/run-sandbox.ts');
      return await runSandbox({ write, options, onSignal: toHost().onSignal });
    }
    case 'journal': {
      const { runJournal } = await import('./commands/run-journal.ts');
      return await runJournal({
        write,
        options,
        settings: load(flags),
        version: PACKAGE_VERSION,
        stdin: process.stdin,
      });
    }
    default:
      throw new VpsError('configuration', 'There is no such command; --help lists them.');
  }
}

function toHost() {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    writeError: (text: string) => void process.stderr.write(text),
    exit: (code: number) => process.exit(code),
    onSignal: (listener: (signal: NodeJS.Signals) => void) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listener);
    },
  };
}

/** One line, no stack: it may hold what should not be shown. */
function fail(code: number, error: unknown): void {
  const message = error instanceof Error ? error.message : 'unknown error';
  process.stderr.write(`vps-order-mcp: ${message.replace(/\s+/g, ' ')}\n`);
  process.exit(code);
}
