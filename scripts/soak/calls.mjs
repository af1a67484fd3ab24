import { setTimeout as pause } from 'node:timers/promises';
import { pick } from './faults.mjs';

const atOnce = 8;

/** So long a file call hangs at most, and somewhat more. */
const longestHangMs = 70_000;

const maxResultBytes = 256 * 1024;

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE person@example';

/** Calls of all kinds, and the books about them. */
export function createCalls({ servers, sandbox }) {
  const books = { calls: 0, outcomes: new Map(), elapsed: new Map(), flaws: [], intents: new Map() };

  /** Makes so many new intents, enough to repeat and look at: more would only measure how long a journal gets. */
  async function run(durationMs, { newIntents }) {
    const maxIntents = books.intents.size + newIntents;
    const endsAt = performance.now() + durationMs;
    const workers = Array.from({ length: atOnce }, async () => {
      while (performance.now() < endsAt) {
        await callOnce(chooseCall(books, maxIntents));
        await pause(Math.random() * 20);
      }
    });
    await Promise.all(workers);
  }

  /** What a failing disk kept from being sent is ordered again, until the last call that hangs has come back. */
  async function finish() {
    const endsAt = performance.now() + longestHangMs;
    while (performance.now() < endsAt) {
      const refused = listUnsent(sandbox, books.intents).filter(({ outcome }) => outcome !== 'unknown');
      if (refused.length === 0) return;
      await Promise.all(refused.map(intent => callOnce(repeatOrder(intent))));
      await pause(500);
    }
  }

  async function callOnce({ name, args, intent }) {
    const startedAt = performance.now();
    try {
      const result = await pick(servers).call(name, args);
      note(name, { result, elapsedMs: performance.now() - startedAt, intent });
    } catch (error) {
      books.flaws.push(`${name}: ${error.message.slice(0, 200)}`);
    }
  }

  function note(name, { result, elapsedMs, intent }) {
    const { outcome, order_id: orderId, error } = result.structuredContent ?? {};
    const text = result.content?.[0]?.text ?? '';
    books.calls += 1;
    count(books.outcomes, `${name} ${outcome}`);
    books.elapsed.set(name, [...(books.elapsed.get(name) ?? []), elapsedMs]);
    if (intent)
      Object.assign(intent, { outcome, message: error?.message, orderId: orderId ?? intent.orderId });
    if (text !== JSON.stringify(result.structuredContent))
      books.flaws.push(`${name}: text and structure differ`);
    const bytes = Buffer.byteLength(JSON.stringify(result));
    if (bytes > maxResultBytes) books.flaws.push(`${name}: ${bytes} bytes`);
    if (text.includes(sandbox.token)) books.flaws.push(`${name}: the token`);
  }

  return { atOnce, run, finish, figures: () => ({ ...books, orders: countOrders(sandbox, books.intents) }) };
}

function chooseCall({ intents }, maxIntents) {
  const known = [...intents.values()];
  const some = known.length > 0 ? pick(known) : undefined;
  const orderId = some?.orderId ?? 73;
  const choices = [
    () => (intents.size < maxIntents ? newOrder(intents) : repeatOrder(some)),
    () => (some ? repeatOrder(some) : newOrder(intents)),
    () => ({ name: 'order_status', args: { order_id: orderId } }),
    () => ({ name: 'order_status', args: { order_id: orderId, wait_seconds: 1 } }),
    () => ({ name: 'order_list', args: { limit: 1 + Math.floor(Math.random() * 200) } }),
    () => ({ name: 'server_list', args: {} }),
    () => ({ name: 'order_cancel', args: { order_id: orderId } }),
    () => ({ name: 'order_create', args: { ...toOrder('rehearsed'), dry_run: true } }),
    () => ({
      name: pick(['order_create', 'order_status', 'order_cancel']),
      args: { nonsense: Math.random() },
    }),
  ];
  return pick(choices)();
}

function newOrder(intents) {
  const number = intents.size + 1;
  const intent = {
    name: `soak ${number}`,
    args: { ...toOrder(`soak ${number}`), idempotency_key: `soak-${number}` },
  };
  intents.set(intent.name, intent);
  return { name: 'order_create', args: intent.args, intent };
}

function repeatOrder(intent) {
  return { name: 'order_create', args: intent.args, intent };
}

function toOrder(name) {
  const sshd = { authorized_keys: key, ip_allow: '192.0.2.0/24' };
  const options = {
    quantity_ram_gb: 1,
    quantity_cpu: 1,
    quantity_storage_gb: 10,
    os: 2,
    features: { ipv4: 1, sshd },
  };
  return { items: [{ name, product: { name: 'VPS', options } }] };
}

function listUnsent(sandbox, intents) {
  const sent = countSent(sandbox);
  return [...intents.values()].filter(({ name }) => !sent.has(name));
}

function countSent(sandbox) {
  const sent = new Map();
  for (const { action, body } of sandbox.received) {
    if (action === 'order_create') count(sent, body.items[0].name);
  }
  return sent;
}

/** What the provider itself saw of each intent. */
function countOrders(sandbox, intents) {
  const sent = countSent(sandbox);
  const placed = new Map();
  for (const order of sandbox.orders()) count(placed, order.order_items[0].reference);
  return {
    intents: intents.size,
    // The disk took that it is about to be sent, and not that it was stopped: nobody can know that any more.
    lost: listUnsent(sandbox, intents)
      .filter(({ outcome }) => outcome !== 'unknown')
      .map(({ name, outcome, message }) => `${name} is ${outcome}: ${message}`),
    sent: sum(sent),
    distinct: sent.size,
    placed: sum(placed),
    mostOfOneIntent: Math.max(0, ...sent.values(), ...placed.values()),
  };
}

function count(map, name) {
  map.set(name, (map.get(name) ?? 0) + 1);
}

function sum(map) {
  return [...map.values()].reduce((total, value) => total + value, 0);
}
