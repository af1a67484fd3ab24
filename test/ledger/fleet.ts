import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type SpawnedServer, spawnServer } from '../kit/spawn-server.ts';
import type { Postgres } from './start-postgres.ts';

export interface FleetOptions {
  /** Where the machines find the database, if not at itself. */
  readonly port?: number;
  /** Default is one that other fleets use too. */
  readonly database?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly sandbox?: SandboxOptions;
}

/** Machines that share a provider, and nothing but the URL of a database. */
export interface Fleet {
  readonly sandbox: Sandbox;
  /** What a machine has in its environment beside its state directory. */
  readonly env: Readonly<Record<string, string>>;
  /** One more machine: a process of the built server with a state directory of its own. */
  readonly addMachine: (unlike?: { clockOffMs?: number; port?: number }) => Promise<SpawnedServer>;
  readonly addMachines: (count: number) => Promise<SpawnedServer[]>;
  /** How many orders were sent, whatever became of them. */
  readonly countSent: () => number;
  /** What the journal's table says of this fleet. */
  readonly ask: (select: string) => string;
  /** Files that the machines have left in their state directories. */
  readonly listFiles: () => string[];
}

/** Opens a fleet with a provider and a journal of its own for the work, and ends all of it afterwards. */
export async function withFleet<T>(
  postgres: Postgres,
  { port, database = postgres.database, env: given = {}, sandbox: sandboxOptions }: FleetOptions,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandbox({ creditCents: 1_000_000_00, ...sandboxOptions });
  const machines: SpawnedServer[] = [];
  const directories: string[] = [];
  const urlAt = (at = port) => postgres.urlOf(database, { port: at });
  const env = {
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_JOURNAL_URL: urlAt(),
    // Long enough for a machine that is busy, and short enough to outwait.
    VPS_REQUEST_TIMEOUT_MS: '3000',
    VPS_MAX_ORDERS_PER_DAY: '1000',
    ...given,
  };
  const addMachine: Fleet['addMachine'] = async (unlike = {}) => {
    const directory = mkdtempSync(path.join(postgres.directory, 'machine-'));
    directories.push(directory);
    const own = { VPS_STATE_DIR: directory, ...(unlike.port && { VPS_JOURNAL_URL: urlAt(unlike.port) }) };
    const machine = await spawnServer({ env: { ...env, ...own }, clockOffMs: unlike.clockOffMs });
    machines.push(machine);
    return machine;
  };
  try {
    return await work({
      sandbox,
      env,
      addMachine,
      addMachines: count => Promise.all(Array.from({ length: count }, () => addMachine())),
      countSent: () => sandbox.received.filter(({ action }) => action === 'order_create').length,
      ask: select =>
        postgres.run(
          database,
          `SELECT ${select} FROM vps_order_journal WHERE number > 0 AND scope LIKE '${sandbox.apiUrl} %'`,
        ),
      listFiles: () => directories.flatMap(directory => readdirSync(directory)),
    });
  } finally {
    await Promise.all(machines.map(machine => machine.close()));
    await sandbox.close();
  }
}
