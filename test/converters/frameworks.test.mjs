import { mkdirSync, writeFileSync } from 'node:fs';
import { getAllMcpTools } from '@openai/agents-core';
import { expect, it, onTestFinished } from 'vitest';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };
import { readSection } from '../cli/documented-block.ts';
import { documentedStart } from '../kit/release.ts';
import { builtCommand } from '../kit/server-process.ts';

const folder = new URL('./node_modules/.documented/', import.meta.url);

/** What docs/clients.md shows of a framework, run where that is installed. */
async function runDocumented(title) {
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(readSection(title)) ?? [];
  const script = documentedStart.at(-1);
  const here = code
    .replaceAll(`'${documentedStart[0]}'`, JSON.stringify(process.execPath))
    .replaceAll("'-y', ", '')
    .replaceAll(`'${script}'`, JSON.stringify(builtCommand))
    .replace("'@openai/agents'", "'@openai/agents-core'");
  const file = new URL(`${title.replaceAll(' ', '-')}.mjs`, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, here);
  return await import(file.href);
}

function expectApart(names, prefixes) {
  const expected = prefixes.flatMap(prefix => toolList.map(({ name }) => prefix + name));
  expect(names.toSorted()).toEqual(expected.toSorted());
}

it('LangChain keeps the tools of the two servers apart', async () => {
  const { client } = await runDocumented('LangChain');
  onTestFinished(() => client.close());
  const tools = await client.getTools();
  const names = tools.map(({ name }) => name);
  expectApart(names, ['vps-order-sandbox__', 'vps-order__']);
});

it('the OpenAI Agents SDK keeps them apart', async () => {
  const { mcpServers, mcpConfig } = await runDocumented('OpenAI Agents SDK');
  onTestFinished(() => Promise.all(mcpServers.map(server => server.close())));
  await Promise.all(mcpServers.map(server => server.connect()));
  const tools = await getAllMcpTools({ mcpServers, ...mcpConfig });
  const names = tools.map(({ name }) => name);
  expectApart(names, ['mcp_vps_order_sandbox__', 'mcp_vps_order__']);
});

it('the AI SDK keeps them apart', async () => {
  const { clients, tools } = await runDocumented('AI SDK');
  onTestFinished(() => Promise.all(Object.values(clients).map(client => client.close())));
  expectApart(Object.keys(tools), ['vps-order-sandbox_', 'vps-order_']);
});
