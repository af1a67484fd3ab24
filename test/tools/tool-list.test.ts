import { expect, it } from 'vitest';
import * as z from 'zod';
import { tools } from '../../src/tools/registry.ts';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };
import { createSettings, type Era, openServer } from '../kit/open-server.ts';

async function listTools(era: Era) {
  const settings = createSettings({ apiUrl: 'http://127.0.0.1:9/api', token: 'unused' });
  const { client } = await openServer({ era, settings });
  const { tools } = await client.listTools();
  return { tools, instructions: client.getInstructions() };
}

/** The dialect goes without saying, and costs tokens for every tool. */
function toAdvertised(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...advertised } = z.toJSONSchema(schema, { io });
  return advertised;
}

it('what clients see of the tools is what was agreed on, and what the tools are', async () => {
  const list = tools.map(({ name, title, description, annotations, argumentsSchema, resultSchema }) => ({
    name,
    title,
    description,
    annotations,
    inputSchema: toAdvertised(argumentsSchema, 'input'),
    outputSchema: toAdvertised(resultSchema, 'output'),
  }));
  // The server reads this file; `vitest -u` writes it anew.
  await expect(`${JSON.stringify(list, null, 2)}\n`).toMatchFileSnapshot('../../src/tools/tool-list.json');
});

it('clients of both eras see the same tools, as the list has them', async () => {
  const modern = await listTools('modern');
  expect(await listTools('legacy')).toEqual(modern);
  expect(modern.tools).toEqual(toolList);
  expect(modern.instructions).toMatchInlineSnapshot(`
    "Orders virtual private servers at a hosting provider and spends a person's money.
    Flow: order_create (dry_run first), then order_status with wait_seconds until ready, then server_list for addresses.
    payment_required: the order exists; a person pays at payment.url, then order_status goes on with the same order.
    unknown: the order may exist; follow next_step and never order again. Every result says in next_step what to do now."
  `);
});
