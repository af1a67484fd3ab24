import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../mcpb/manifest.json' with { type: 'json' };
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { connectClient } from '../spawned/connect-client.ts';
import { unpackBundle } from './unpacked-bundle.ts';

const { mcp_config: launch } = manifest.server;

/** What a desktop does with the manifest: unset fields keep their braces. */
function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([\w.]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function toEnv(values: Readonly<Record<string, string>>) {
  const entries = Object.entries(launch.env).map(([name, text]) => [name, fillIn(text, values)] as const);
  return { ...Object.fromEntries(entries), VPS_STATE_DIR: createStateDirectory() };
}

it('the built bundle, unpacked and started as its manifest says, serves the sandbox or asks for a token', async () => {
  const unpacked = await unpackBundle(createStateDirectory());
  expect(JSON.parse(readFileSync(path.join(unpacked, 'manifest.json'), 'utf8'))).toEqual(manifest);
  expect(readdirSync(unpacked).sort()).toEqual(['LICENSE', 'icon.png', 'manifest.json', 'server']);
  expect(existsSync(path.join(unpacked, manifest.server.entry_point))).toBe(true);
  const files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' });
  expect(files.filter(name => /\.(?:map|ts)$/.test(name))).toEqual([]);

  const args = launch.args.map(text => fillIn(text, { __dirname: unpacked }));
  const start = (values: Record<string, string>) =>
    connectClient('v2 in the 2025 era', { command: process.execPath, args, env: toEnv(values) });
  const sandbox = await start({ 'user_config.sandbox': 'true' });
  expect(await sandbox.listTools()).toHaveLength(5);
  expect(await sandbox.call('order_create', createOrder())).toMatchObject({
    outcome: 'ordered',
    sandbox: true,
  });

  const untouched = await start({ 'user_config.sandbox': 'false', 'user_config.max_orders_per_day': '10' });
  expect(await untouched.call('order_list')).toMatchObject({
    error: { code: 'configuration', message: expect.stringContaining('VPS_API_TOKEN') },
  });
});
