import type { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';

/** Prompt arguments are texts; the tool checks them when it is called. */
const argumentsSchema = z.object({
  name: z.string().optional().describe('Your name for the server.'),
  quantity_ram_gb: z.string().optional().describe('Memory in GB, such as 2.'),
  quantity_cpu: z.string().optional().describe('Number of CPUs.'),
  quantity_storage_gb: z.string().optional().describe('Disk in GB.'),
  os: z.string().optional().describe('Operating system, such as Debian.'),
  authorized_keys: z.string().optional().describe('OpenSSH public key that may log in.'),
  ip_allow: z.string().optional().describe('Addresses from which SSH is allowed.'),
});

type Wishes = z.output<typeof argumentsSchema>;

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
      argsSchema: argumentsSchema,
    },
    wishes => ({ messages: [{ role: 'user', content: { type: 'text', text: renderOrderPrompt(wishes) } }] }),
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

function renderOrderPrompt(wishes: Wishes): string {
  const names = Object.keys(argumentsSchema.shape);
  const given = Object.entries(wishes).filter(([, text]) => text.trim() !== '');
  const missing = names.filter(name => !given.some(([other]) => other === name));
  return [
    'Order one virtual private server for me.',
    '',
    ...(given.length > 0 ? ['Decided:', ...given.map(([name, text]) => `- ${name}: ${text}`), ''] : []),
    ...(missing.length > 0 ? [`Not decided yet: ${missing.join(', ')}.`, ''] : []),
    ...steps.map((step, index) => `${index + 1}. ${step}`),
  ].join('\n');
}
