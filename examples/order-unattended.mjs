// Orders from a job that nobody watches: CI, cron, a deployment. Run it again with the same job id as often as you like:
// it is the same order each time.
//
//   export VPS_API_TOKEN=… VPS_STATE_DIR=/var/lib/vps-orders
//   node examples/order-unattended.mjs --job deploy-7 --order order.json --server dist/main.js
//
// That is for a clone, after npm ci. Where the package and @modelcontextprotocol/client are installed, leave --server out.
//
// order.json holds the arguments of order_create: { "items": [ … ] }. VPS_STATE_DIR has to outlive the job (a mounted
// volume), or a repeated job knows nothing of its first run. Each line on stdout is one JSON object, the last one says how
// it ended; stderr is for people.
//
//   exit 0   the servers are ready: { "event": "ready", "order_id", "servers" }
//   exit 1   nothing was ordered:   { "event": "not_ordered", "error" }
//   exit 2   called wrongly:        { "event": "not_ordered", "error" }
//   exit 3   not paid in time:      { "event": "payment_required", "order_id", "payment" }; run it again after paying
//   exit 4   an answer was lost:    { "event": "unknown" }, with "order_id" once it is known; running it again finds out,
//            and never orders twice
//   exit 5   ordered, but not ready: { "event": "not_ready", "order_id", "order" }; run it again to go on waiting
//   exit 75  a passing failure, nothing was ordered; run it again later
// @ts-check
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const exitCodes = { ready: 0, notOrdered: 1, usage: 2, unpaid: 3, unknown: 4, notReady: 5, tryLater: 75 };

/** Stays below the 60 s after which a client gives a call up. */
const lookSeconds = 45;

const pauseMs = 5_000;

/** Nothing of it can be carried out: the job has to be called otherwise. */
class UsageError extends Error {}

/** @type {{ isAsked: boolean, order_id?: number | string }} From `isAsked` on money may be spent, whatever is thrown. */
const purchase = { isAsked: false };

process.exitCode = await main();

async function main() {
  /** @type {Client | undefined} */
  let client;
  try {
    const { job, server, waitMs, request } = await readTask();
    client = await connect(server);
    await requireOrdering(client);
    purchase.isAsked = true;
    // The job's own id names the purchase, so a second run is the same purchase.
    const placed = await call(client, 'order_create', { ...request, idempotency_key: job });
    purchase.order_id = placed.order_id;
    return await goOn(client, placed, Date.now() + waitMs);
  } catch (error) {
    return reportThrown(error);
  } finally {
    await client?.close().catch(() => {});
  }
}

/** @param {unknown} error */
function reportThrown(error) {
  const message = error instanceof Error ? error.message : 'Something unexpected went wrong.';
  if (purchase.isAsked) {
    const next_step = 'Run this job again with the same job id and VPS_STATE_DIR; it never orders twice.';
    const { order_id } = purchase;
    print({ event: 'unknown', order_id, error: { code: 'unresolved', message }, next_step });
    return exitCodes.unknown;
  }
  const isUsage = error instanceof UsageError;
  print({ event: 'not_ordered', error: { code: isUsage ? 'invalid_request' : 'configuration', message } });
  return isUsage ? exitCodes.usage : exitCodes.notOrdered;
}

async function readTask() {
  const { job, order, server, 'wait-minutes': minutes } = readOptions();
  if (!/^\d+(?:\.\d+)?$/.test(minutes)) throw new UsageError('--wait-minutes takes a number of minutes.');
  if (!job) throw new UsageError('Give --job ID, the name of this purchase.');
  if (!order) throw new UsageError('Give --order FILE, with the arguments of order_create.');
  if (!process.env.VPS_STATE_DIR) throw new UsageError('Set VPS_STATE_DIR to a directory that stays.');
  return { job, server, waitMs: Number(minutes) * 60_000, request: await readRequest(order) };
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        job: { type: 'string' },
        order: { type: 'string' },
        'wait-minutes': { type: 'string', default: '15' },
        /** A built main script, instead of the installed package. */
        server: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

/** @param {string} file @returns {Promise<Record<string, unknown>>} */
async function readRequest(file) {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError('--order names a file that cannot be read.');
  });
  try {
    const request = JSON.parse(text);
    if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request;
  } catch {
    // Said below: the parser's own message would repeat what stands in the file.
  }
  throw new UsageError('--order names a file that holds no JSON object.');
}

/** @param {string | undefined} script */
async function connect(script) {
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('VPS_'));
  const transport = new StdioClientTransport({
    command: script === undefined ? 'npx' : process.execPath,
    // --no: the token goes to what was installed, and to nothing that would be fetched now.
    args: script === undefined ? ['--no', '--', 'vps-order-mcp'] : [script],
    // Nobody is there to be asked; the limits (VPS_MAX_…) are what protects the account.
    env: { ...getDefaultEnvironment(), ...Object.fromEntries(settings), VPS_CONFIRM: 'never' },
  });
  const client = new Client({ name: 'order-unattended', version: '1' });
  await client.connect(transport).catch(cause => {
    throw new Error('The server did not start; stderr says why.', { cause });
  });
  return client;
}

/** @param {Client} client */
async function requireOrdering(client) {
  const { tools } = await client.listTools();
  if (!tools.some(({ name }) => name === 'order_create'))
    throw new UsageError('This server offers no order_create; unset VPS_READ_ONLY.');
}

/**
 * @param {Client} client
 * @param {string} name
 * @param {Record<string, unknown>} args
 * @returns {Promise<any>} The result, which has an `outcome` whatever happened.
 */
async function call(client, name, args) {
  const { structuredContent } = await client.callTool({ name, arguments: args }).catch(cause => {
    throw new Error(`${name} was not answered: ${cause.message}`, { cause });
  });
  if (!structuredContent) throw new Error(`${name} was answered without a result.`);
  process.stderr.write(`${name}: ${/** @type {any} */ (structuredContent).outcome}\n`);
  return structuredContent;
}

/**
 * @param {Client} client
 * @param {any} placed
 * @param {number} deadline
 */
async function goOn(client, placed, deadline) {
  const { outcome, order_id, error, reference, payment, next_step } = placed;
  switch (outcome) {
    case 'ordered':
      return await waitUntilReady(client, order_id, deadline);
    case 'payment_required':
      print({ event: 'payment_required', order_id, payment });
      return order_id === undefined ? exitCodes.unpaid : await waitUntilReady(client, order_id, deadline);
    case 'unknown':
      print({ event: 'unknown', order_id, reference, error, next_step });
      return exitCodes.unknown;
    default:
      print({ event: 'not_ordered', error, next_step });
      return error?.retryable ? exitCodes.tryLater : exitCodes.notOrdered;
  }
}

/**
 * @param {Client} client
 * @param {number | string} order_id
 * @param {number} deadline
 */
async function waitUntilReady(client, order_id, deadline) {
  for (;;) {
    const leftSeconds = Math.max(0, Math.round((deadline - Date.now()) / 1_000));
    const args = { order_id, wait_seconds: Math.min(lookSeconds, leftSeconds) };
    const look = await call(client, 'order_status', args);
    const { ready, order, servers, error } = look;
    if (ready) {
      print({ event: 'ready', order_id, servers });
      return exitCodes.ready;
    }
    const hasEnded = order?.state === 'failed' || (error && !error.retryable);
    if (leftSeconds === 0 || hasEnded) return reportUnfinished(order_id, look);
    // An answer that failed came at once; the next look would too.
    if (error) await delay(pauseMs);
  }
}

/** @param {number | string} order_id @param {any} look */
function reportUnfinished(order_id, { outcome, order, payment, error }) {
  const isUnpaid = outcome === 'payment_required';
  print({ event: isUnpaid ? 'payment_required' : 'not_ready', order_id, order, payment, error });
  return isUnpaid ? exitCodes.unpaid : exitCodes.notReady;
}

/** @param {object} event */
function print(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
