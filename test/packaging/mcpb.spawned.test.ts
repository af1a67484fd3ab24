import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { unpackExtension } from '@anthropic-ai/mcpb';
import { expect, it } from 'vitest';
import manifest from '../../mcpb/manifest.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { settingTable } from '../../src/settings/setting-table.ts';
import { tools } from '../../src/tools/registry.ts';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { connectClient } from '../spawned/connect-client.ts';
import { choicesOf, formOf, literalDefault, toFieldName } from './setting-form.ts';

/** Left to those who edit files: paths, logs, and what a person at a desktop hardly needs. */
const leftOut = [
  'VPS_API_TOKEN_FILE',
  'VPS_API_PASSWORD_FILE',
  'VPS_ACCOUNT',
  'VPS_ALLOW_OPEN_SSH',
  'VPS_DEDUPE_WINDOW_MINUTES',
  'VPS_REQUEST_TIMEOUT_MS',
  'VPS_PAYMENT_HOSTS',
  'VPS_STATE_DIR',
  'VPS_LOG',
];

const offered = settingTable.filter(({ variable }) => !leftOut.includes(variable));
const { mcp_config: launch } = manifest.server;
const fields = new Map(Object.entries<object>(manifest.user_config));

it('the manifest belongs to this version of the package', () => {
  const { version, description, license, engines } = packageJson;
  expect(manifest).toMatchObject({ version, description, license });
  expect(manifest.compatibility.runtimes.node).toBe(engines.node);
});

it('the manifest names the tools', () => {
  const expected = tools.map(({ name, title }) => ({ name, description: title }));
  expect(manifest.tools).toEqual(expected);
});

it('the manifest asks for the settings as their schemas say, and hands each on by its variable', () => {
  const names = offered.map(({ variable }) => toFieldName(variable));
  expect([...fields.keys()].sort()).toEqual(names.toSorted());
  for (const setting of offered) {
    const name = toFieldName(setting.variable);
    const fallback = literalDefault(setting);
    const form = formOf(setting);
    expect(fields.get(name), name).toEqual({
      type: form,
      title: expect.stringMatching(/^[A-Z][\w ]+$/),
      description: setting.meaning,
      required: false,
      ...(setting.kind === 'secret' && { sensitive: true }),
      ...(fallback !== undefined && { default: form === 'string' ? fallback : JSON.parse(fallback) }),
    });
    expect(choicesOf(setting)?.includes(String(fallback)) ?? true).toBe(true);
  }
  expect(launch.env).toEqual(
    Object.fromEntries(
      offered.map(({ variable }) => [variable, `\${user_config.${toFieldName(variable)}}`]).toSorted(),
    ),
  );
});

/** What a desktop does with the manifest: unset fields keep their braces. */
function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([\w.]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function toEnv(values: Readonly<Record<string, string>>) {
  const entries = Object.entries(launch.env).map(([name, text]) => [name, fillIn(text, values)] as const);
  return { ...Object.fromEntries(entries), VPS_STATE_DIR: createStateDirectory() };
}

it('the built bundle, unpacked and started as its manifest says, serves the sandbox or asks for a token', async () => {
  const folder = createStateDirectory();
  const file = path.join(folder, 'bundle.mcpb');
  execFileSync(process.execPath, ['scripts/build-mcpb.mjs', '--out', file], { stdio: 'pipe' });
  const unpacked = path.join(folder, 'unpacked');
  expect(await unpackExtension({ mcpbPath: file, outputDir: unpacked, silent: true })).toBe(true);
  expect(JSON.parse(readFileSync(path.join(unpacked, 'manifest.json'), 'utf8'))).toEqual(manifest);
  expect(readdirSync(unpacked).sort()).toEqual(['LICENSE', 'manifest.json', 'package.json', 'server']);
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
}, 60_000);
