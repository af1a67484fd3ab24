import { mkdirSync, writeFileSync } from 'node:fs';
import { getAllMcpTools } from '@openai/agents-core';
import { expect, it, onTestFinished } from 'vitest';
import { clients } from '../../src/cli/client-config.ts';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };
import { builtCommand } from '../kit/server-process.ts';

const folder = new URL('./node_modules/.printed/', import.meta.url);

/** What `config` prints, run where the frameworks are installed. */
async function runPrinted(name) {
  const printed = clients.find(client => client.name === name).render([process.execPath, builtCommand]);
  const file = new URL(`${name}.mjs`, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, printed.replace("'@openai/agents'", "'@openai/agents-core'"));
  return await import(file.href);
}

function expectApart(names, prefixes) {
  const expected = prefixes.flatMap(prefix => toolList.map(({ name }) => prefix + name));
  expect(names.toSorted()).toEqual(expected.toSorted());
}

it('LangChain keeps the tools of the two servers apart', async () => {
  const { client } = await runPrinted('langchain');
  onTestFinished(() => client.close());
  const tools = await client.getTools();
  const names = tools.map(({ name }) => name);
  expectApart(names, ['vps-order-sandbox__', 'vps-order__']);
});

it('the OpenAI Agents SDK keeps them apart', async () => {
  const { mcpServers, mcpConfig } = await runPrinted('openai-agents');
  onTestFinished(() => Promise.all(mcpServers.map(server => server.close())));
  await Promise.all(mcpServers.map(server => server.connect()));
  const tools = await getAllMcpTools({ mcpServers, ...mcpConfig });
  const names = tools.map(({ name }) => name);
  expectApart(names, ['mcp_vps_order_sandbox__', 'mcp_vps_order__']);
});

it('the AI SDK keeps them apart', async () => {
  const { clients, tools } = await runPrinted('ai-sdk');
  onTestFinished(() => Promise.all(Object.values(clients).map(client => client.close())));
  expectApart(Object.keys(tools), ['vps-order-sandbox_', 'vps-order_']);
});
