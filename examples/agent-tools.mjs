// Hands the tools to an agent framework: lists them over stdio, turns them into the function format that most model APIs
// take, and runs the loop in which a model asks for calls and sees their results. The model here is a script, so that the
// example runs without one; put the call of a real model into its place.
//
//   node examples/agent-tools.mjs --server dist/main.js
//
// That is for a clone, after npm ci. Where the package and @modelcontextprotocol/client are installed, leave --server out.
//
// It talks to the sandbox: no account, no money. stdout is one JSON object, { "answer", "calls" }; exit 0 when the model
// came to an answer, 1 when it did not.
// @ts-check
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/**
 * @typedef {{ type: 'function', function: { name: string, description?: string, parameters: object } }} FunctionTool
 * @typedef {{ name: string, arguments: string }} FunctionCall
 * @typedef {{ role: 'user' | 'assistant' | 'tool', content: string, name?: string }} Message
 * @typedef {(messages: Message[], tools: FunctionTool[]) => Promise<{ call: FunctionCall } | { answer: string }>} Model
 */

/** In front of each name that the model sees: the server of the real provider has tools of the same names. */
const prefix = 'sandbox_';

/** A model that goes round in circles is stopped here. */
const maxTurns = 20;

/** What a real model would have asked the person for. */
const webServer = {
  items: [
    {
      name: 'web-1',
      product: {
        name: 'VPS',
        options: {
          quantity_ram_gb: 1,
          quantity_cpu: 1,
          quantity_storage_gb: 20,
          os: 'Debian',
          features: {
            ipv4: 1,
            sshd: {
              authorized_keys:
                'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8vqJVpVQ0wG1n9Qb8yXq8b4c1bX7v0m2m1uZ5k3T9a someone@example.org',
              ip_allow: '203.0.113.7',
            },
          },
        },
      },
    },
  ],
};

// A built main script can be given instead of the installed package; nothing is fetched for it.
const { values } = parseArgs({ options: { server: { type: 'string' } } });

const transport = new StdioClientTransport({
  command: values.server === undefined ? 'npx' : process.execPath,
  args: [...(values.server === undefined ? ['--no', '--', 'vps-order-mcp'] : [values.server]), '--sandbox'],
});
const client = new Client({ name: 'agent-tools', version: '1' });
await client.connect(transport);
try {
  const { answer, calls } = await runAgent('Order a small Debian server called web-1.', askScript);
  process.stdout.write(`${JSON.stringify({ answer, calls })}\n`);
  process.exitCode = answer === undefined ? 1 : 0;
} finally {
  await client.close();
}

/**
 * @param {string} task
 * @param {Model} askModel
 */
async function runAgent(task, askModel) {
  const { tools: listed, instructions } = {
    ...(await client.listTools()),
    instructions: client.getInstructions(),
  };
  /** @type {FunctionTool[]} */
  const tools = listed.map(({ name, description, inputSchema }) => ({
    type: 'function',
    function: {
      name: prefix + name,
      ...(description !== undefined && { description }),
      parameters: inputSchema,
    },
  }));
  /** @type {Message[]} */
  const messages = [{ role: 'user', content: [instructions, task].join('\n\n') }];
  /** @type {{ name: string, outcome: unknown }[]} */
  const calls = [];
  for (let turn = 0; turn < maxTurns; turn++) {
    const reply = await askModel(messages, tools);
    if ('answer' in reply) return { answer: reply.answer, calls };
    const { name: shown, arguments: text } = reply.call;
    const name = shown.slice(prefix.length);
    messages.push({ role: 'assistant', content: JSON.stringify(reply.call) });
    const result = await client.callTool({ name, arguments: JSON.parse(text) });
    // The text block is the structured result as JSON, for models that take only text.
    const [block] = result.content;
    const content = block?.type === 'text' ? block.text : '';
    messages.push({ role: 'tool', name: shown, content });
    calls.push({ name, outcome: JSON.parse(content).outcome });
  }
  return { answer: undefined, calls };
}

/**
 * Stands in for a model: reads the last result and decides by its outcome, as the descriptions of the tools ask for.
 * @type {Model}
 */
async function askScript(messages, tools) {
  /** @param {string} name @param {object} args */
  const call = (name, args) => {
    const shown = prefix + name;
    const tool = tools.find(other => other.function.name === shown);
    const { properties } = /** @type {{ properties?: object }} */ (tool?.function.parameters ?? {});
    const unknown = Object.keys(args).filter(key => !Object.hasOwn(properties ?? {}, key));
    if (!tool || unknown.length > 0) throw new Error(`no tool ${shown} with ${unknown.join(', ')}`);
    return { call: { name: shown, arguments: JSON.stringify(args) } };
  };
  const last = messages.at(-1);
  if (last?.role !== 'tool') return call('order_create', { ...webServer, dry_run: true });
  const result = JSON.parse(last.content);
  if (result.outcome === 'dry_run') return call('order_create', { ...webServer, idempotency_key: 'web-1' });
  if (result.outcome === 'ok' && result.ready)
    return { answer: `${result.servers[0].name} is ready at ${result.servers[0].ipv4}.` };
  if (result.outcome === 'payment_required') return { answer: `Please pay at ${result.payment.url}.` };
  if (result.outcome === 'ordered' || result.outcome === 'ok')
    return call('order_status', { order_id: result.order_id ?? result.order.order_id, wait_seconds: 30 });
  return { answer: result.next_step };
}
