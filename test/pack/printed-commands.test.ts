import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import manifest from '../../mcpb/manifest.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { readServers } from '../cli/read-servers.ts';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { connectClient, type Launch } from '../spawned/connect-client.ts';
import { type InstalledPackage, installPackage } from './installed-package.ts';
import { unpackBundle } from './unpacked-bundle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** As somebody's shell has it, without what npm adds for a script. */
const shell = { PATH: process.env.PATH ?? '' };

let installed: InstalledPackage;

beforeAll(() => {
  installed = installPackage();
});

type Start = Pick<Launch, 'command' | 'args'>;

/** The two commands of README.md, for somebody whose npm runs no script of a package. */
function startFromClone(): Start {
  const clone = createStateDirectory();
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\0');
  for (const file of files.filter(Boolean)) {
    mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(clone, file));
  }
  const npm = (...args: string[]) =>
    spawnSync('npm', args, { cwd: clone, encoding: 'utf8', env: process.env });
  const { stderr } = npm('ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund');
  expect(stderr.replace(/^npm notice.*\n/gm, '')).toBe('');
  expect(npm('run', 'demo').stdout).toContain('Everything came out as it should.');
  return { command: 'node', args: [path.join(clone, 'dist/main.js')] };
}

function startFromNpx(tarball: string): Start {
  return { command: 'npx', args: ['-y', '--offline', '--package', tarball, '--', 'vps-order-mcp'] };
}

async function startFromBundle(): Promise<Start> {
  const unpacked = await unpackBundle(createStateDirectory());
  const { command, args } = manifest.server.mcp_config;
  return { command, args: args.map(text => text.replace(`\${__dirname}`, unpacked)) };
}

/** Runs what was printed as a person does: in a shell, and in another folder. */
function runTyped(command: string, { input = '', HOME }: { input?: string; HOME: string }): string {
  return execFileSync('sh', ['-c', command], {
    cwd: createStateDirectory(),
    env: { ...shell, HOME },
    input,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

describe.each<[string, () => Start | Promise<Start>]>([
  ['a clone', startFromClone],
  ['an installed package', () => ({ command: installed.bin, args: [] })],
  ['npx', () => startFromNpx(inject('packed').tarball)],
  ['the unpacked desktop bundle', startFromBundle],
])('each command that is printed can be run from %s', (_, prepare) => {
  it('by the help, doctor, config, the demo, and to settle an order', async () => {
    const HOME = createStateDirectory();
    const { command, args } = await prepare();
    const run = (...words: string[]) => {
      const options = { env: { ...shell, HOME }, cwd: HOME, encoding: 'utf8' } as const;
      return spawnSync(command, [...args, ...words], options).stdout;
    };

    const [, here = ''] = /^Here vps-order-mcp is: (.+)$/m.exec(run('--help')) ?? [];
    expect(runTyped(`${here} --version`, { HOME })).toBe(`${packageJson.version}\n`);

    const [, advised = ''] = /this shows where: (.+? config CLIENT)\./.exec(run('doctor')) ?? [];
    expect(runTyped(advised.replace('CLIENT', 'codex'), { HOME })).toContain('[mcp_servers.vps-order]');

    const told = run('demo').trimEnd().split('\n').at(-1) ?? '';
    const [sandbox] = readServers('claude-code', runTyped(told, { HOME }));
    if (!sandbox) throw new Error('config prints no server');
    expect(await (await connectClient('v1', { ...sandbox, env: { HOME } })).listTools()).toHaveLength(5);

    const wayOut = await loseOrder({ command, args });
    expect(runTyped(wayOut, { HOME, input: 'yes\n' })).toContain('Recorded.');
  });
});

/** The command that a client hears when an order is lost and one like it is asked for. */
async function loseOrder({ command, args }: Start): Promise<string> {
  const { apiUrl, token } = await openSandbox({ faults: { order_create: { name: 'reset-before' } } });
  const env = {
    VPS_API_URL: apiUrl,
    VPS_API_TOKEN: token,
    VPS_STATE_DIR: createStateDirectory(),
    VPS_CONFIRM: 'never',
  };
  const client = await connectClient('v1', { command, args, env });
  onTestFinished(() => client.close());
  expect(await client.call('order_create', createOrder())).toMatchObject({ outcome: 'unknown' });
  const alike = { items: [createItem(), createItem('another')] };
  const { next_step } = await client.call('order_create', alike);
  const [, typed = ''] = /settles it with: (.+) \(or --not-ordered/.exec(String(next_step)) ?? [];
  return typed.replace('--ordered ORDER_ID', '--not-ordered');
}
