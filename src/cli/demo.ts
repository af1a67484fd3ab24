import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { styleText } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import * as z from 'zod';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { renderTypedCommand } from '../settings/shell-command.ts';
import type { CommandCall } from './commands.ts';

const whatItIs = `A real MCP client starts the real server as a process of its own; a sandbox on this machine plays the
provider. There is no account, no money, and nothing leaves this machine.`;

/** Plays the main job through a real MCP client, a spawned server and a real provider; 0 only if every step came out right. */
export async function runDemo(
  { write, onSignal, findStart }: CommandCall,
  [command, script]: readonly [program: string, script: string],
): Promise<number> {
  const narrator = createNarrator(write);
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'vps-order-mcp-demo-'));
  // Less credit than the order costs, so that the provider asks for payment.
  const sandbox = await startSandbox({ creditCents: 5_00, provisioningMs: 2_500 });
  const priceList = path.join(stateDirectory, 'prices.json');
  await writeFile(priceList, sandbox.priceList);
  const env = {
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_STATE_DIR: stateDirectory,
    VPS_PRICE_LIST: priceList,
  };
  const transport = new StdioClientTransport({ command, args: [script], env });
  const client = createClient(narrator);
  const interrupted = new Promise<never>((_, reject) => {
    onSignal(() => reject(new Error('interrupted')));
  });
  try {
    narrator.title('vps-order-mcp: an agent orders a server');
    narrator.quote(whatItIs);
    await Promise.race([client.connect(transport).then(() => playStory(client, narrator)), interrupted]);
    narrator.title('\nEverything came out as it should.');
    write('Next: connect a client. For Claude Code, this prints what to paste, the sandbox included:\n');
    write(`${renderTypedCommand(findStart(), 'config', 'claude-code')}\n`);
    return 0;
  } catch (error) {
    narrator.title(`\nThe demo stopped: ${explain(error)}`);
    return 1;
  } finally {
    await client.close();
    await sandbox.close();
    await rm(stateDirectory, { recursive: true, force: true });
  }
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError)
    return `the last result is not what it should be.\n${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
}

/** A client that shows the server's question and, standing in for the person, says yes to it. */
function createClient(narrator: Narrator): Client {
  const client = new Client({ name: 'demo', version: '1' }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler('elicitation/create', request => {
    narrator.say('Before anything is sent, the server asks the person:');
    narrator.quote(request.params.message);
    narrator.say('The person says yes.');
    return { action: 'accept', content: { confirm: true } };
  });
  return client;
}

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

const money = z.object({ amount: z.string(), currency: z.string() });
const toBePaid = z.object({
  outcome: z.literal('payment_required'),
  order_id: z.number(),
  payment: money.extend({ url: z.string() }),
});
const server = z.object({ name: z.literal('demo-server'), ipv4: z.string(), ipv6: z.string() });

/**
 * Orders, meets a payment request, pays, waits, repeats, lists and cancels.
 * @throws ZodError for a result that is not as the story needs it, Error for what else comes out wrong.
 */
async function playStory(client: Client, narrator: Narrator): Promise<void> {
  const { step, say } = narrator;
  const call: Call = async (name, args) => {
    const { structuredContent } = await client.callTool({ name, arguments: args });
    const { outcome, error } = toldSchema.parse(structuredContent);
    narrator.called(name, outcome, error?.message);
    return structuredContent;
  };

  step('The client connects and lists the tools');
  const { tools } = await client.listTools();
  say(tools.map(tool => tool.name).join(', '));

  step('A dry run checks the request, says what it will cost, and sends nothing');
  const dryRun = z.object({ outcome: z.literal('dry_run'), estimate: money });
  const { estimate } = dryRun.parse(await call('order_create', { ...order, dry_run: true }));
  say(`By the price list: ${estimate.amount} ${estimate.currency} for 30 days.`);

  step('The order: one server, and too little credit on purpose');
  const { order_id, payment } = toBePaid.parse(await call('order_create', order));
  say(`Order ${order_id} exists and waits for ${payment.amount} ${payment.currency}, payable at`);
  say(payment.url);
  z.literal(estimate.amount).parse(payment.amount);
  say('The invoice agrees with the estimate.');

  step('The very same call again, as after a crash of the client');
  const sameOrder = toBePaid.extend({ order_id: z.literal(order_id), replayed: z.literal(true) });
  sameOrder.parse(await call('order_create', order));
  say(`It is answered with order ${order_id} again. Nothing was ordered twice.`);

  step('What is owed, for all orders, in one call');
  const owing = z.object({ unpaid: z.object({ count: z.literal(1), amounts: z.tuple([money]) }) });
  const { unpaid } = owing.parse(await call('order_list', {}));
  say(`${unpaid.count} unpaid order: ${unpaid.amounts[0].amount} ${unpaid.amounts[0].currency}.`);

  step('The person opens the payment page and presses the button');
  await payInvoice(payment.url);
  say('Paid.');

  step('The agent waits for the server, in one call');
  say(`Ready after ${await waitUntilReady(call, order_id)} seconds.`);

  step('The server is in the list, with its addresses');
  const listed = z.object({ servers: z.tuple([server]) }).parse(await call('server_list', {}));
  say(`${listed.servers[0].name}: ${listed.servers[0].ipv4}, ${listed.servers[0].ipv6}`);

  step('The order is cancelled');
  z.object({ outcome: z.literal('cancelled') }).parse(await call('order_cancel', { order_id }));
  const ending = z.object({ servers: z.tuple([server.extend({ ends_at: z.string() })]) });
  const [{ ends_at }] = ending.parse(await call('server_list', {})).servers;
  say(`The server runs to the end of what is paid, ${ends_at.slice(0, 10)}, and is not renewed.`);
}

type Call = (name: string, args: Record<string, unknown>) => Promise<unknown>;

const toldSchema = z.object({ outcome: z.string(), error: z.object({ message: z.string() }).optional() });

/** What a person does in a browser: opens the page, finds the form and sends it. */
async function payInvoice(pageUrl: string): Promise<void> {
  const page = await fetch(pageUrl);
  if (!/<form[^>]*\bmethod="post"/.test(await page.text())) throw new Error('The payment page has no form.');
  const paid = await fetch(pageUrl, { method: 'POST', redirect: 'manual' });
  if (paid.status >= 400) throw new Error('The payment page does not take the payment.');
}

const statusSchema = z.object({
  outcome: z.literal('ok'),
  ready: z.boolean(),
  waited_seconds: z.number().default(0),
});

/** The seconds that the last call took. */
async function waitUntilReady(call: Call, order_id: number): Promise<number> {
  // An answer comes with every change, and a paid order changes once before it is ready.
  for (let calls = 0; calls < 5; calls++) {
    const status = statusSchema.parse(await call('order_status', { order_id, wait_seconds: 30 }));
    if (status.ready) return status.waited_seconds;
  }
  throw new Error('The server did not become ready.');
}

type Narrator = ReturnType<typeof createNarrator>;

/** Tells the story line by line, in colors where stdout shows them. */
function createNarrator(write: (text: string) => void) {
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
