#!/usr/bin/env node
import './refuse-old-node.ts';
import './configure-zod.ts';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandName } from './cli/commands.ts';
import type { CommandLine } from './cli/parse-command-line.ts';
import { VpsError } from './errors/vps-error.ts';
import { cleanText, createRedactor } from './provider/clean-and-redact.ts';
import { runStdioServer } from './server/stdio-server.ts';
import type { Settings } from './settings/load-settings.ts';
import { loadSettings, type SettingSources } from './settings/load-settings.ts';
import { chooseStart } from './settings/shell-command.ts';
import { readSettingFile } from './settings/value-parsers.ts';

/** Filled in by the build. */
declare const PACKAGE_VERSION: string;
declare const IS_RELEASED: boolean;

let redact = (text: string) => text;

outliveStderr();
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

start(process.argv.slice(2)).catch(fail);

async function start(args: readonly string[]): Promise<void> {
  // Most clients give no arguments, and a start without any need not load what reads them.
  if (args.length === 0) return await serve({});
  const line = (await import('./cli/parse-command-line.ts')).parseCommandLine(args);
  if (line.options.help) {
    const { renderHelp } = await import('./cli/commands.ts');
    process.stdout.write(renderHelp(findStart(), line.command));
  } else if (line.options.version) process.stdout.write(`${PACKAGE_VERSION}\n`);
  else if (line.command === undefined) await serve(line.options);
  else {
    // Whoever reads our output may stop in the middle, as `head` does.
    process.stdout.on('error', () => {});
    const code = await runCommand(line, line.command);
    process.stdout.write('', () => exitSurely(code));
  }
}

async function serve(flags: SettingSources['flags']): Promise<void> {
  keepStdoutClean();
  const settings = load(flags);
  const { priceList, sandbox } = settings;
  // A start without a list neither waits for its reader nor loads it.
  if (priceList !== undefined && !sandbox) (await import('./money/price-list.ts')).parsePriceList(priceList);
  runStdioServer(toHost(), { settings, version: PACKAGE_VERSION });
}

/** Stdout belongs to the protocol, whatever a dependency prints. */
function keepStdoutClean(): void {
  const { Console } = console;
  let onStderr: Console | undefined;
  Object.defineProperty(globalThis, 'console', { get: () => (onStderr ??= new Console(process.stderr)) });
}

/** @throws VpsError `configuration` with the first complaint. */
function load(flags: SettingSources['flags']): Settings {
  const { settings, complaints } = loadSettings(toSources(flags));
  if (!settings) throw new VpsError('configuration', complaints.values().next().value ?? '');
  redact = createRedactor(settings.credentials, settings.journalDatabase?.password);
  return settings;
}

function toSources(flags: SettingSources['flags']): SettingSources {
  // Loaded for the rare start that needs it: `node:fs` as an import loads its streams too.
  const fs = () => process.getBuiltinModule('node:fs');
  return {
    env: process.env,
    flags,
    platform: process.platform,
    findHome: homedir,
    makeTemporaryDirectory: () => fs().mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-')),
    readFile: file => readSettingFile(fs(), file),
  };
}

async function runCommand({ options, operand }: CommandLine, command: CommandName): Promise<number> {
  const write = (text: string) => void process.stdout.write(text);
  const sources = toSources(options);
  const call = { ...toHost(), write, options, operand, sources, loadSettings: () => load(options) };
  switch (command) {
    case 'config':
      return (await import('./cli/client-config.ts')).runConfig(call);
    case 'demo':
      return await (await import('./cli/demo.ts')).runDemo(call, [process.execPath, process.argv[1] ?? '']);
    case 'doctor':
      return await (await import('./cli/doctor.ts')).runDoctor(call);
    case 'journal':
      return await (await import('./cli/journal.ts')).runJournal(call);
    case 'sandbox':
      return await (await import('./cli/sandbox.ts')).runSandbox(call);
    case 'wait':
      return await (await import('./cli/wait.ts')).runWait(call);
  }
}

function findStart(): readonly string[] {
  // Through the link that a package manager makes for the command, and with the suffix that may be left out.
  const { resolve } = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  // A desktop runs the script inside itself, and nobody can type that.
  const program = 'electron' in process.versions ? 'node' : process.execPath;
  const script = resolve(process.argv[1] ?? '');
  return chooseStart([program, script], IS_RELEASED ? PACKAGE_VERSION : undefined);
}

function toHost() {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    writeError: (text: string) => void process.stderr.write(text),
    exit: exitSurely,
    version: PACKAGE_VERSION,
    nodeVersion: process.version,
    now: Date.now,
    findStart,
    onSignal: (listener: (signal: NodeJS.Signals) => void) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listener);
    },
  };
}

/**
 * Opening stderr takes time, so the first line does it, whoever writes that: Node itself does under NODE_DEBUG. A host that
 * closes it loses the log, and nothing else.
 */
function outliveStderr(): void {
  const stderr = Object.getOwnPropertyDescriptor(process, 'stderr');
  const open = (): NodeJS.WriteStream => {
    const stream: NodeJS.WriteStream = stderr?.get?.call(process);
    if (stream.listenerCount('error') === 0) stream.on('error', () => {});
    return stream;
  };
  Object.defineProperty(process, 'stderr', { ...stderr, get: open });
  // It is open already then.
  if (process.env.NODE_DEBUG) open();
}

/**
 * Ends the process for certain. Node's own exit waits for its thread pool, so for a file call or a name resolution that
 * hangs; such a call gets a moment, and then nothing but the kernel ends the process.
 */
function exitSurely(code: number, look = 1): void {
  const isBusy = /^(?:FSReq|FileHandleClose|GetAddrInfo)/;
  if (!process.getActiveResourcesInfo().some(name => isBusy.test(name))) process.exit(code);
  if (look > 10) process.kill(process.pid, 'SIGKILL');
  else setTimeout(exitSurely, 20, code, look + 1);
}

/** One line, no stack: it may hold what should not be shown. */
function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : 'unknown error';
  process.stderr.write(`vps-order-mcp: ${cleanText(redact(message))}\n`);
  exitSurely(error instanceof VpsError ? 2 : 1);
}
