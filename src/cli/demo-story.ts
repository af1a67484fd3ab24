import type { Client } from '@modelcontextprotocol/client';
import * as z from 'zod';
import type { Narrator } from './demo.ts';

interface Scene {
  readonly client: Client;
  readonly narrator: Narrator;
}

const serverSchema = z.object({
  name: z.string(),
  ipv4: z.string(),
  ipv6: z.string(),
  ends_at: z.string().optional(),
});
const moneySchema = z.object({ amount: z.string(), currency: z.string() });

/** What the story looks at; everything else in a result is ignored. */
const resultSchema = z.object({
  outcome: z.string(),
  order_id: z.number().optional(),
  replayed: z.boolean().optional(),
  ready: z.boolean().optional(),
  waited_seconds: z.number().optional(),
  payment: moneySchema.extend({ url: z.string() }).optional(),
  servers: z.array(serverSchema).optional(),
  estimate: moneySchema.optional(),
  unpaid: z.object({ count: z.number(), amounts: z.array(moneySchema) }).optional(),
  error: z.object({ message: z.string() }).optional(),
});

type Result = z.output<typeof resultSchema>;

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

/** Orders, meets a payment request, pays, waits, repeats, lists and cancels. @throws Error when a step comes out wrong. */
export async function playStory(scene: Scene): Promise<void> {
  await meetServer(scene);
  const estimated = await estimateOrder(scene);
  const { orderId, pageUrl } = await placeOrder(scene, estimated);
  await repeatOrder(scene, orderId);
  await sayWhatIsOwed(scene);

  scene.narrator.step('The person opens the payment page and presses the button');
  await payInvoice(pageUrl);
  scene.narrator.say('Paid.');

  scene.narrator.step('The agent waits for the server, in one call');
  const serverName = await waitUntilReady(scene, orderId);
  await findServer(scene, serverName);
  await cancelOrder(scene, orderId);
}

async function meetServer(scene: Scene): Promise<void> {
  scene.narrator.step('The client connects and lists the tools');
  const { tools } = await scene.client.listTools();
  scene.narrator.say(tools.map(tool => tool.name).join(', '));
}

/** The amount that the price list says. */
async function estimateOrder(scene: Scene): Promise<string> {
  scene.narrator.step('A dry run checks the request, says what it will cost, and sends nothing');
  const args = { ...order, dry_run: true };
  const { estimate } = await call(scene, 'order_create', { args, outcome: 'dry_run' });
  if (!estimate) throw new Error('the dry run holds no estimate');
  scene.narrator.say(`By the price list: ${estimate.amount} ${estimate.currency} for 30 days.`);
  return estimate.amount;
}

async function placeOrder(scene: Scene, estimated: string): Promise<{ orderId: number; pageUrl: string }> {
  scene.narrator.step('The order: one server, and too little credit on purpose');
  const result = await call(scene, 'order_create', { args: order, outcome: 'payment_required' });
  const { order_id: orderId, payment } = result;
  if (orderId === undefined || !payment) throw new Error('the payment request names no order or no page');
  scene.narrator.say(
    `Order ${orderId} exists and waits for ${payment.amount} ${payment.currency}, payable at`,
  );
  scene.narrator.say(payment.url);
  expect(payment.amount === estimated, 'the invoice agrees with the estimate');
  scene.narrator.say('The invoice agrees with the estimate.');
  return { orderId, pageUrl: payment.url };
}

async function repeatOrder(scene: Scene, orderId: number): Promise<void> {
  scene.narrator.step('The very same call again, as after a crash of the client');
  const again = await call(scene, 'order_create', { args: order, outcome: 'payment_required' });
  expect(again.order_id === orderId && again.replayed === true, 'the repeated call finds the same order');
  scene.narrator.say(`It is answered with order ${orderId} again. Nothing was ordered twice.`);
}

async function sayWhatIsOwed(scene: Scene): Promise<void> {
  scene.narrator.step('What is owed, for all orders, in one call');
  const { unpaid } = await call(scene, 'order_list', { args: {}, outcome: 'ok' });
  const [sum] = unpaid?.amounts ?? [];
  if (!unpaid || !sum) throw new Error('the list does not say what is owed');
  scene.narrator.say(`${unpaid.count} unpaid order: ${sum.amount} ${sum.currency}.`);
}

/** What a person does in a browser: opens the page, finds the form and sends it. */
async function payInvoice(pageUrl: string): Promise<void> {
  const page = await fetch(pageUrl);
  if (!/<form[^>]*\bmethod="post"/.test(await page.text())) throw new Error('the payment page has no form');
  const paid = await fetch(pageUrl, { method: 'POST', redirect: 'manual' });
  expect(paid.status < 400, 'the payment page takes the payment');
}

async function waitUntilReady(scene: Scene, orderId: number): Promise<string> {
  // An answer comes with every change, and a paid order changes once before it is ready.
  for (let calls = 0; calls < 5; calls++) {
    const args = { order_id: orderId, wait_seconds: 30 };
    const status = await call(scene, 'order_status', { args, outcome: 'ok' });
    const server = status.servers?.[0];
    if (status.ready && server) {
      scene.narrator.say(`Ready after ${status.waited_seconds ?? 0} seconds.`);
      return server.name;
    }
  }
  throw new Error('the server did not become ready');
}

async function findServer(scene: Scene, name: string): Promise<void> {
  scene.narrator.step('The server is in the list, with its addresses');
  const { servers = [] } = await call(scene, 'server_list', { args: {}, outcome: 'ok' });
  const [server] = servers;
  if (servers.length !== 1 || server?.name !== name) throw new Error('the list does not hold the one server');
  scene.narrator.say(`${server.name}: ${server.ipv4}, ${server.ipv6}`);
}

async function cancelOrder(scene: Scene, orderId: number): Promise<void> {
  scene.narrator.step('The order is cancelled');
  await call(scene, 'order_cancel', { args: { order_id: orderId }, outcome: 'cancelled' });
  const { servers } = await call(scene, 'server_list', { args: {}, outcome: 'ok' });
  const end = servers?.[0]?.ends_at;
  if (end === undefined) throw new Error('the cancelled server does not say when it ends');
  scene.narrator.say(`The server runs to the end of what is paid, ${end.slice(0, 10)}, and is not renewed.`);
}

async function call(
  { client, narrator }: Scene,
  name: string,
  { args, outcome }: { args: Record<string, unknown>; outcome: string },
): Promise<Result> {
  const onprogress = ({ message }: { message?: string }) => narrator.progress(message ?? 'Waiting.');
  const { structuredContent } = await client.callTool({ name, arguments: args }, { onprogress });
  const result = resultSchema.parse(structuredContent);
  narrator.called(name, result.outcome, result.error?.message);
  expect(result.outcome === outcome, `${name} answers ${outcome}`);
  return result;
}

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`expected that ${what}`);
}
