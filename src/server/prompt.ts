import type { McpServer } from '@modelcontextprotocol/server';
import { isObject } from '../request/coerce-arguments.ts';
import { passThrough } from './pass-through.ts';

/** Prompt arguments are texts, which the protocol sees to; the tool checks them when it is called. */
const fields = {
  name: { type: 'string', description: 'Your name for the server.' },
  quantity_ram_gb: { type: 'string', description: 'Memory in GB, such as 2.' },
  quantity_cpu: { type: 'string', description: 'Number of CPUs.' },
  quantity_storage_gb: { type: 'string', description: 'Disk in GB.' },
  os: { type: 'string', description: 'Operating system, such as Debian.' },
  authorized_keys: { type: 'string', description: 'OpenSSH public key that may log in.' },
  ip_allow: { type: 'string', description: 'Addresses from which SSH is allowed.' },
};

/** A conversation that leads to one order, for clients that offer prompts to a person. */
export function registerPrompts(server: McpServer, { readOnly }: { readOnly: boolean }): void {
  // Nothing can be ordered, so nothing is offered.
  if (readOnly) return;
  // Stated, since the SDK would otherwise announce notifications that never come.
  server.server.registerCapabilities({ prompts: { listChanged: false } });
  server.registerPrompt(
    'order_vps',
    {
      title: 'Order a virtual private server',
      description:
        'Asks for what is missing, shows the request, orders once, and waits until the server is ready.',
      argsSchema: passThrough({ type: 'object', properties: fields }),
    },
    given => ({ messages: [{ role: 'user', content: { type: 'text', text: renderOrderPrompt(given) } }] }),
  );
}

const steps = [
  'Ask me for what is missing, all of it in one question. Propose sensible values, but never invent a key or an address.',
  'Show me the whole request, and what of it anyone on the internet could reach.',
  'Call order_create with dry_run, and tell me its warnings. Change the request if I want that.',
  'When I say yes, call order_create with the same request and a new idempotency_key, once.',
  'If it answers payment_required, give me payment.url and wait: the order exists. If it answers unknown, follow next_step. Do not order again in either case.',
  'Call order_status with wait_seconds until the order is ready, and tell me the name and the addresses that it shows.',
];

function renderOrderPrompt(wishes: unknown): string {
  const texts = isObject(wishes) ? wishes : {};
  const all = Object.keys(fields).map(name => ({ name, text: String(texts[name] ?? '') }));
  const given = all.filter(({ text }) => text.trim() !== '');
  const missing = all.filter(wish => !given.includes(wish)).map(({ name }) => name);
  return [
    'Order one virtual private server for me.',
    '',
    ...(given.length > 0 ? ['Decided:', ...given.map(({ name, text }) => `- ${name}: ${text}`), ''] : []),
    ...(missing.length > 0 ? [`Not decided yet: ${missing.join(', ')}.`, ''] : []),
    ...steps.map((step, index) => `${index + 1}. ${step}`),
  ].join('\n');
}
