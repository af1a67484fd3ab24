import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openProvider } from './list-provider.mjs';
import { toOrder, unlimited } from './measure-growth.mjs';
import { median } from './statistics.mjs';
import { openServer } from './stdio-client.mjs';

/** What a journal of so many settled orders costs a server that has to read it first, and one that has read it. */
export async function measureJournal({ command, recordCounts, repeats }) {
  const provider = await openProvider(10);
  const rows = [];
  for (const records of recordCounts) {
    const stateDirectory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-bench-'));
    const open = async () => {
      const server = openServer(command, { ...provider.env, ...unlimited, VPS_STATE_DIR: stateDirectory });
      await server.listTools();
      return server;
    };
    await fillJournal({ open, stateDirectory, records });
    rows.push({ records, ...(await measureReading(open)), ...(await measureCalls(open, repeats)) });
    rmSync(stateDirectory, { recursive: true, force: true });
  }
  provider.close();
  return rows;
}

/** As many copies of one order's record, each of another order, one every half hour until now. */
async function fillJournal({ open, stateDirectory, records }) {
  const server = await open();
  await call(server, 'order_create', toOrder('first'));
  await server.close();
  const [directory] = readdirSync(path.join(stateDirectory, 'journal'));
  const journal = path.join(stateDirectory, 'journal', directory);
  const revisions = readdirSync(journal)
    .filter(name => /^\d+\.\d+\.json$/.test(name))
    .sort();
  const record = JSON.parse(readFileSync(path.join(journal, revisions.at(-1)), 'utf8'));
  for (const name of revisions) rmSync(path.join(journal, name));
  for (let number = 1; number <= records; number++) {
    const time = new Date(Date.now() - (records - number) * 30 * 60_000).toISOString();
    const other = {
      ...record,
      created_at: time,
      changed_at: time,
      intent_id: `intent-${number}`,
      request_digest: record.request_digest.replace(/.{8}$/, String(number).padStart(8, '0')),
      reference: `bench-${number}`,
      order_id: `${1_000_000 + number}`,
      items: [{ ...record.items[0], name: `bench ${number}` }],
    };
    writeFileSync(path.join(journal, `${String(number).padStart(8, '0')}.0.json`), JSON.stringify(other));
  }
}

/** The first call of a server that finds no snapshot, and of one that finds it. */
async function measureReading(open) {
  const times = [];
  for (let start = 0; start < 2; start++) {
    const server = await open();
    times.push(await call(server, 'order_list'));
    await server.close();
  }
  const [unread, snapshot] = times;
  return { unread, snapshot };
}

async function measureCalls(open, repeats) {
  const server = await open();
  await call(server, 'order_list');
  const timeOf = async (name, toArguments) => {
    const times = [];
    for (let repeat = 0; repeat < repeats; repeat++)
      times.push(await call(server, name, toArguments(repeat)));
    return median(times);
  };
  const times = {
    order_create: await timeOf('order_create', repeat => toOrder(`new ${repeat}`)),
    order_status: await timeOf('order_status', () => ({ order_id: 73 })),
    order_list: await timeOf('order_list', () => ({})),
  };
  const peakMb = server.peakMb();
  await server.close();
  return { times, peakMb };
}

async function call(server, name, args) {
  const { ms, result } = await server.callTool(name, args);
  const { text } = result.content[0];
  if (result.isError || text.includes('order journal')) throw new Error(`${name}: ${text}`);
  return ms;
}
