import { styleText } from 'node:util';
import type { Client } from '@modelcontextprotocol/client';
import * as z from 'zod';

const moneySchema = z.object({ amount: z.string(), currency: z.string() });

/** What the story looks at; everything else in a result is ignored. */
const resultSchema = z.object({
  outcome: z.string(),
  order_id: z.number().optional(),
  replayed: z.boolean().optional(),
  ready: z.boolean().optional(),
  waited_seconds: z.number().optional(),
  payment: moneySchema.extend({ url: z.string() }).optional(),
  servers: z
    .array(
      z.object({ name: z.string(), ipv4: z.string(), ipv6: z.string(), ends_at: z.string().default('') }),
    )
    .default([]),
  estimate: moneySchema.optional(),
  unpaid: z.object({ count: z.number(), amounts: z.array(moneySchema) }).optional(),
  error: z.object({ message: z.string() }).optional(),
});

// A throw-away key: its private half was never kept.
const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE demo@example';

const order = {
  items: [
    {
      name: 'demo-server',
      product: {
        name: 'VPS',
        options: {
          quantity_ram_gb: 2,
          quantity_cpu: 2,
          quantity_storage_gb: 40,
          os: 'Debian',
          os_version: '12',
          features: {
            ipv4: 1,
            sshd: { authorized_keys: publicKey, ip_allow: '203.0.113.7', public_ports_allow: '80,443' },
          },
        },
      },
    },
  ],
  idempotency_key: 'demo-order-1',
};

interface Scene {
  readonly client: Client;
  readonly narrator: Narrator;
}

/** Orders, meets a payment request, pays, waits, repeats, lists and cancels. @throws Error when a step comes out wrong. */
export async function playStory(scene: Scene): Promise<void> {
  const { step, say } = scene.narrator;
  step('The client connects and lists the tools');
  const { tools } = await scene.client.listTools();
  say(tools.map(tool => tool.name).join(', '));

  const { orderId, pageUrl } = await placeOrder(scene);

  step('The very same call again, as after a crash of the client');
  const again = await call(scene, 'order_create', { args: order, outcome: 'payment_required' });
  expect(again.order_id === orderId && again.replayed === true, 'the repeated call finds the same order');
  say(`It is answered with order ${orderId} again. Nothing was ordered twice.`);

  step('What is owed, for all orders, in one call');
  const { unpaid } = await call(scene, 'order_list', { args: {}, outcome: 'ok' });
  const sum = expect(unpaid?.amounts[0], 'the list says what is owed');
  say(`${unpaid?.count} unpaid order: ${sum.amount} ${sum.currency}.`);

  step('The person opens the payment page and presses the button');
  await payInvoice(pageUrl);
  say('Paid.');

  step('The agent waits for the server, in one call');
  await waitUntilReady(scene, orderId);

  step('The server is in the list, with its addresses');
  const { servers } = await call(scene, 'server_list', { args: {}, outcome: 'ok' });
  const server = expect(servers.length === 1 && servers[0], 'the list holds the one server');
  say(`${server.name}: ${server.ipv4}, ${server.ipv6}`);

  step('The order is cancelled');
  await call(scene, 'order_cancel', { args: { order_id: orderId }, outcome: 'cancelled' });
  const { servers: cancelled } = await call(scene, 'server_list', { args: {}, outcome: 'ok' });
  const end = expect(cancelled[0]?.ends_at, 'the cancelled server says when it ends');
  say(`The server runs to the end of what is paid, ${end.slice(0, 10)}, and is not renewed.`);
}

async function placeOrder(scene: Scene): Promise<{ orderId: number; pageUrl: string }> {
  const { step, say } = scene.narrator;
  step('A dry run checks the request, says what it will cost, and sends nothing');
  const args = { ...order, dry_run: true };
  const dryRun = await call(scene, 'order_create', { args, outcome: 'dry_run' });
  const estimate = expect(dryRun.estimate, 'the dry run holds an estimate');
  say(`By the price list: ${estimate.amount} ${estimate.currency} for 30 days.`);

  step('The order: one server, and too little credit on purpose');
  const result = await call(scene, 'order_create', { args: order, outcome: 'payment_required' });
  const orderId = expect(result.order_id, 'the payment request names an order');
  const { amount, currency, url } = expect(result.payment, 'it says where to pay');
  say(`Order ${orderId} exists and waits for ${amount} ${currency}, payable at`);
  say(url);
  expect(amount === estimate.amount, 'the invoice agrees with the estimate');
  say('The invoice agrees with the estimate.');
  return { orderId, pageUrl: url };
}

/** What a person does in a browser: opens the page, finds the form and sends it. */
async function payInvoice(pageUrl: string): Promise<void> {
  const page = await fetch(pageUrl);
  expect(/<form[^>]*\bmethod="post"/.test(await page.text()), 'the payment page has a form');
  const paid = await fetch(pageUrl, { method: 'POST', redirect: 'manual' });
  expect(paid.status < 400, 'the payment page takes the payment');
}

async function waitUntilReady(scene: Scene, orderId: number): Promise<void> {
  // An answer comes with every change, and a paid order changes once before it is ready.
  for (let calls = 0; calls < 5; calls++) {
    const args = { order_id: orderId, wait_seconds: 30 };
    const status = await call(scene, 'order_status', { args, outcome: 'ok' });
    if (status.ready) return scene.narrator.say(`Ready after ${status.waited_seconds ?? 0} seconds.`);
  }
  throw new Error('the server did not become ready');
}

async function call(
  { client, narrator }: Scene,
  name: string,
  { args, outcome }: { args: Record<string, unknown>; outcome: string },
): Promise<z.output<typeof resultSchema>> {
  const { structuredContent } = await client.callTool({ name, arguments: args });
  const result = resultSchema.parse(structuredContent);
  narrator.called(name, result.outcome, result.error?.message);
  expect(result.outcome === outcome, `${name} answers ${outcome}`);
  return result;
}

/** What is there and not false. */
function expect<Value>(value: Value | undefined | false | '', what: string): Value {
  if (!value) throw new Error(`expected that ${what}`);
  return value;
}

export type Narrator = ReturnType<typeof createNarrator>;

/** Tells the story line by line, in colors where stdout shows them. */
export function createNarrator(write: (text: string) => void) {
  let steps = 0;
  const title = (text: string) => write(`${styleText('bold', text)}\n`);
  const say = (text: string) => write(`   ${text}\n`);
  return {
    title,
    step: (text: string) => {
      steps += 1;
      title(`\n${steps}. ${text}`);
    },
    say,
    /** A call of a tool and its outcome. */
    called: (name: string, outcome: string, detail = '') => {
      const color = outcome === 'payment_required' ? 'yellow' : 'green';
      say(`${name} ${styleText('dim', '→')} ${styleText(color, outcome)}  ${detail}`.trimEnd());
    },
    /** Text of somebody else, or aside. */
    quote: (text: string) => {
      for (const row of text.split('\n').filter(Boolean)) say(styleText('dim', `│ ${row}`));
    },
  };
}
