import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import mcpJson from '../../mcp.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { connectClient } from './connect-client.ts';

const configSchema = z.strictObject({
  mcpServers: z.strictObject({
    'vps-order-sandbox': z.strictObject({ command: z.string(), args: z.array(z.string()) }),
    'vps-order': z.strictObject({
      command: z.string(),
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()),
    }),
  }),
});

const { mcpServers } = configSchema.parse(mcpJson);

/** A folder with the command where a clone has it after `npm ci`, but built from what the sources say now. */
function createClone(): string {
  const folder = createStateDirectory();
  symlinkSync(path.dirname(builtCommand), path.join(folder, 'dist'));
  return folder;
}

it('mcp.json starts the command that the package installs', () => {
  const [command] = Object.values(packageJson.bin);
  for (const entry of Object.values(mcpServers))
    expect([entry.command, entry.args[0]]).toEqual(['node', command]);
});

it('the sandbox entry of mcp.json, started as written, orders a server', async () => {
  const client = await connectClient('v2 in the 2025 era', {
    ...mcpServers['vps-order-sandbox'],
    cwd: createClone(),
  });
  expect(await client.listTools()).toHaveLength(5);
  expect(await client.call('order_create', createOrder())).toMatchObject({
    outcome: 'ordered',
    sandbox: true,
  });
});

it('the provider entry of mcp.json, started as written, says that the client did not fill in the token', async () => {
  const client = await connectClient('v1', { ...mcpServers['vps-order'], cwd: createClone() });
  expect(await client.listTools()).toHaveLength(5);
  expect(await client.call('order_list')).toMatchObject({
    outcome: 'failed',
    error: {
      code: 'configuration',
      message: expect.stringContaining('VPS_API_TOKEN still reads as a placeholder'),
    },
  });
  expect(client.stderr()).toContain('VPS_API_TOKEN still reads as a placeholder');
});

it('the provider entry of mcp.json works in a client that fills the token in', async () => {
  const sandbox = await openSandbox();
  const { env, ...entry } = mcpServers['vps-order'];
  const filledIn = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(/^\$\{VPS_API_TOKEN\}$/, sandbox.token)]),
  );
  const client = await connectClient('v2 in the 2026 era', {
    ...entry,
    env: { ...filledIn, VPS_API_URL: sandbox.apiUrl },
    cwd: createClone(),
  });
  expect(await client.call('order_list')).toMatchObject({ outcome: 'ok', total: 0 });
});
