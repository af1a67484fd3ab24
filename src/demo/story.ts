import type { Client } from '@modelcontextprotocol/client';
import * as z from 'zod';
import type { Narrator } from './narrator.ts';
import { payInvoice } from './pay-invoice.ts';

interface Scene {
  readonly client: Client;
  readonly narrator: Narrator;
}

/** What the story looks at; everything else in a result is ignored. */
const resultSchema = z.looseObject({
  outcome: z.string(),
  order_id: z.number().optional(),
  replayed: z.boolean().optional(),
  ready: z.boolean().optional(),
  payment: z.looseObject({ url: z.string(), amount: z.string(), currency: z.string() }).optional(),
  servers: z
    .array(z.looseObject({ name: z.string().optional(), ipv4: z.unknown(), ipv6: z.unknown() }))
    .optional(),
  error: z.looseObject({ message: z.string() }).optional(),
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
  const { client, narrator } = scene;
  narrator.step('The client connects and lists the tools');
  const { tools } = await client.listTools();
  narrator.say(tools.map(tool => tool.name).join(', '));

  narrator.step('A dry run shows what would be sent');
  await call(scene, 'order_create', { ...order, dry_run: true }, 'dry_run');

  narrator.step('The order: one server, with too little credit on purpose');
  const ordered = await call(scene, 'order_create', order, 'payment_required');
  const { order_id, payment } = ordered;
  if (order_id === undefined || !payment) throw new Error('the payment request names no order or no page');
  narrator.say(
    `Order ${order_id} exists and waits for ${payment.amount} ${payment.currency}: ${payment.url}`,
  );

  narrator.step('The very same call again, as a client repeats it after a crash');
  const again = await call(scene, 'order_create', order, 'payment_required');
  expect(
    again.order_id === order_id && again.replayed === true,
    'the repeated call is answered with the same order',
  );
  narrator.say(`Answered with order ${order_id} again; nothing was sent twice.`);

  narrator.step('The person opens the payment page and presses the button');
  await payInvoice(payment.url);
  narrator.say('Paid.');

  narrator.step('The agent waits for the server');
  const serverName = await waitUntilReady(scene, order_id);

  narrator.step('The server is in the list');
  const { servers = [] } = await call(scene, 'server_list', {}, 'ok');
  expect(servers.length === 1 && servers[0]?.name === serverName, 'the list holds the one server');

  narrator.step('The order is cancelled');
  await call(scene, 'order_cancel', { order_id }, 'cancelled');
}

async function waitUntilReady(scene: Scene, orderId: number): Promise<string> {
  // An answer comes with every change, and a paid order changes once before it is ready.
  for (let looks = 0; looks < 5; looks++) {
    const status = await call(scene, 'order_status', { order_id: orderId, wait_seconds: 30 }, 'ok');
    const server = status.servers?.[0];
    if (status.ready && server?.name !== undefined) {
      scene.narrator.say(
        `Ready: ${server.name}, ${JSON.stringify(server.ipv4)}, ${JSON.stringify(server.ipv6)}`,
      );
      return server.name;
    }
  }
  throw new Error('the server did not become ready');
}

async function call(
  scene: Scene,
  name: string,
  args: Record<string, unknown>,
  outcome: string,
): Promise<Result> {
  const { client, narrator } = scene;
  const onprogress = ({ message }: { message?: string }) => narrator.progress(message ?? 'Waiting.');
  const { structuredContent } = await client.callTool({ name, arguments: args }, { onprogress });
  const result = resultSchema.parse(structuredContent);
  narrator.say(`${name} → ${result.outcome}${result.error ? `: ${result.error.message}` : ''}`);
  expect(result.outcome === outcome, `${name} answers ${outcome}`);
  return result;
}

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`expected that ${what}`);
}
