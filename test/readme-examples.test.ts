import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { orderItemSchema } from '../src/request/order-arguments.ts';
import { exampleKey } from './kit/example-order.ts';
import { createSettings, openServer } from './kit/open-server.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const order = {
  items: [
    {
      name: 'web-1',
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
            sshd: { authorized_keys: exampleKey, ip_allow: '203.0.113.7', public_ports_allow: '80,443' },
          },
        },
      },
    },
  ],
  idempotency_key: 'web-1',
};

interface FieldSchema {
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
}

interface Parents {
  readonly path: readonly string[];
  /** The innermost that may be left out. */
  readonly optional?: string | undefined;
}

/** A row for each field that holds a value. One that an optional object requires says so. */
function listFields(
  { properties = {}, required = [] }: FieldSchema,
  parents: Parents = { path: [] },
): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const isRequired = required.includes(name);
    const path = [...parents.path, name];
    const optional = parents.optional ?? (isRequired ? undefined : name);
    if (field.properties) return listFields(field, { path, optional });
    const needed = isRequired ? (parents.optional ? `with \`${parents.optional}\`` : 'yes') : 'no';
    const [only, ...others] = field.enum ?? [];
    const meaning =
      only && others.length === 0 ? `${field.description} Always \`${only}\`.` : field.description;
    return [`| \`${path.join('.').replace('product.options.', '')}\` | ${needed} | ${meaning} |`];
  });
}

function renderFields(): string {
  const schema: FieldSchema = JSON.parse(JSON.stringify(z.toJSONSchema(orderItemSchema, { io: 'input' })));
  return ['| field | required | meaning |', '| --- | --- | --- |', ...listFields(schema)].join('\n');
}

async function holdConversation() {
  const settings = createSettings({ apiUrl: 'http://127.0.0.1/', token: 'unused' }, { sandbox: true });
  const answer = () => ({ action: 'accept' as const, content: { confirm: true } });
  const { call, questions } = await openServer({ settings, answer });
  const result = await call('order_create', order);
  const status = await call('order_status', { order_id: result.order_id, wait_seconds: 30 });
  const question = questions[0]?.message.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:40400') ?? '';
  return { result, status, question };
}

function renderJson(value: object): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

/** The page with another text between the two marks of that name. */
function replaceMarked(page: string, name: string, text: string): string {
  const [before, , after] = page.split(
    new RegExp(`(?<=<!-- ${name} -->\n)([\\s\\S]*?)(?=\n<!-- /${name} -->)`),
  );
  if (after === undefined) throw new Error(`README.md has no marks named ${name}`);
  return `${before}${text}${after}`;
}

// `-u` writes them anew.
it('the conversation and the fields in README.md are those of the sandbox and the schema, word for word', async () => {
  const { result, status, question } = await holdConversation();
  const marked = {
    call: renderJson(order),
    question: `\`\`\`text\n${question}\n\`\`\``,
    result: renderJson(result),
    fields: renderFields(),
  };
  const page = Object.entries(marked).reduce(
    (text, [name, block]) => replaceMarked(text, name, block),
    readme,
  );
  await expect(page).toMatchFileSnapshot('../README.md');
  expect(status).toMatchObject({ ready: true, servers: [{ name: 'web-1' }] });
  const [{ ipv4, ipv6 }] = status.servers as [{ ipv4: string; ipv6: string }];
  expect(readme).toContain(`web-1 is ready at ${ipv4} (IPv6 ${ipv6})`);
});
