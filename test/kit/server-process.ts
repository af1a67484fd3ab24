import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { inject, onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createStateDirectory } from './open-server.ts';

export const builtCommand = inject('mainScript');

interface Answer {
  readonly jsonrpc: string;
  readonly id?: unknown;
  readonly result?: { readonly structuredContent?: Record<string, unknown> } & Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** The built command as a child, with its streams in the test's own hands. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly answers: () => Answer[];
  readonly send: (message: object) => void;
  /** Sends a request and answers what comes back under its id. */
  readonly request: (method: string, params?: object) => Promise<Answer>;
  readonly callTool: (name: string, args?: object) => Promise<Record<string, unknown>>;
  /** Resolves as soon as stderr holds the text; rejects when the process ends before. */
  readonly logged: (text: string) => Promise<void>;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export interface ProcessOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  /** Another build than the usual one. */
  readonly script?: string;
}

/** Starts the command in an environment of its own, and ends it after the test if it still runs. */
export function startProcess({
  args = [],
  env = {},
  nodeArgs = [],
  script = builtCommand,
}: ProcessOptions = {}): ServerProcess {
  const child = spawn(process.execPath, [...nodeArgs, script, ...args], {
    env: { PATH: process.env.PATH, VPS_STATE_DIR: createStateDirectory(), ...env },
    stdio: 'pipe',
  });
  const out = collect(child.stdout);
  const errors = collect(child.stderr);
  // A process that ends while it is written to is what some tests want.
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  onTestFinished(() => void child.kill('SIGKILL'));

  const send = (message: object) => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  const answers = () => toLines(out.text()).map(line => JSON.parse(line) as Answer);
  let lastId = 0;
  const request = async (method: string, params: object = {}) => {
    lastId += 1;
    const id = lastId;
    send({ id, method, params });
    return await out.find(ended, () => answers().find(answer => answer.id === id));
  };
  return {
    child,
    stdout: out.text,
    stderr: errors.text,
    answers,
    send,
    request,
    callTool: async (name, given = {}) => ({
      ...(await request('tools/call', { name, arguments: given })).result?.structuredContent,
    }),
    logged: async text => {
      await errors.find(ended, () => errors.text().includes(text) || undefined);
    },
    ended,
  };
}

/** Runs a command to its end. */
export async function runProcess(options: ProcessOptions & { input?: string } = {}) {
  const { stdout, stderr, child, ended } = startProcess(options);
  child.stdin?.end(options.input ?? '');
  return { code: await ended, stdout: stdout(), stderr: stderr() };
}

export const clientHello = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
};

/** A started server that has shaken hands. */
export async function startServer(options?: ProcessOptions): Promise<ServerProcess> {
  const server = startProcess(options);
  await server.request('initialize', clientHello);
  server.send({ method: 'notifications/initialized' });
  return server;
}

export function sandboxEnv({ apiUrl, token }: Sandbox): Record<string, string> {
  return { VPS_API_URL: apiUrl, VPS_API_TOKEN: token };
}

export function toLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function collect(stream: NodeJS.ReadableStream) {
  let text = '';
  // Every request that waits has a listener of its own.
  stream.setMaxListeners(0);
  stream.setEncoding('utf8').on('data', chunk => {
    text += chunk;
  });
  return {
    text: () => text,
    async find<T>(ended: Promise<unknown>, look: () => T | undefined): Promise<T> {
      let isOver = false;
      const over = ended.then(() => {
        isOver = true;
      });
      for (;;) {
        const found = look();
        if (found !== undefined) return found;
        if (isOver) throw new Error('the process ended before that');
        await Promise.race([once(stream, 'data'), over]);
      }
    },
  };
}
