import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { inject } from 'vitest';

const faultsPreload = new URL('./file-faults.mjs', import.meta.url).href;
const clockPreload = new URL('./shift-clock.mjs', import.meta.url).href;

/** What goes wrong with the journal's files in a spawned server; see file-faults.mjs. */
export interface FileFault {
  readonly when: 'before' | 'after';
  /** A pattern of the record's name that is being made. */
  readonly name: string;
  readonly does: 'kill' | 'ENOSPC' | 'EROFS';
}

export interface SpawnedServer {
  readonly pid: number;
  /** Calls a tool; rejects when the server dies before it answers. */
  readonly call: (name: string, args?: object) => Promise<Record<string, unknown>>;
  /** What it has written to stderr. */
  readonly log: () => string;
  readonly kill: () => void;
  readonly close: () => Promise<void>;
}

/** The built command as a process of its own, behind a real client over stdio. The caller closes it. */
export async function spawnServer(options: {
  env: Record<string, string>;
  fileFault?: FileFault;
  /** How far the clock of its machine is off. */
  clockOffMs?: number;
}): Promise<SpawnedServer> {
  const { env, fileFault, clockOffMs } = options;
  const preloads = [...(fileFault ? [faultsPreload] : []), ...(clockOffMs ? [clockPreload] : [])];
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...preloads.flatMap(preload => ['--import', preload]), inject('mainScript')],
    env: {
      ...env,
      ...(fileFault && { FILE_FAULT: JSON.stringify(fileFault) }),
      ...(clockOffMs && { CLOCK_OFF_MS: String(clockOffMs) }),
    },
    stderr: 'pipe',
  });
  let log = '';
  transport.stderr?.on('data', chunk => {
    log += chunk;
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const pid = transport.pid ?? 0;
  return {
    pid,
    call: async (name, args = {}) => {
      const { structuredContent } = await client.callTool({ name, arguments: { ...args } });
      return structuredContent as Record<string, unknown>;
    },
    log: () => log,
    kill: () => process.kill(pid, 'SIGKILL'),
    close: () => client.close(),
  };
}
