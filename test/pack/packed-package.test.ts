import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { createOrder } from '../kit/example-order.ts';
import { type InstalledPackage, installPackage } from './installed-package.ts';
import { fetchNode } from './node-versions.ts';

/** More than that is felt in an install; something that has no business in the package may have come in. */
const maxTarballBytes = 450 * 1_024;

const packed = inject('packed');
let installed: InstalledPackage;

beforeAll(() => {
  installed = installPackage();
});

function readInstalled(file: string): string {
  return readFileSync(path.join(installed.folder, 'node_modules', packageJson.name, file), 'utf8');
}

it('the tarball holds the built command, its licences, its pages and examples, and nothing else', () => {
  const kinds = new Set(
    packed.files.map(file =>
      file
        .replace(/^dist\/[\w-]+-[A-Z\d]{8}\.js$/, 'dist/*.js')
        .replace(/^(docs|examples)\/[\w-]+\.(\w+)$/, '$1/*.$2'),
    ),
  );
  expect([...kinds].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'dist/*.js',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/main.js',
    'dist/package.json',
    'docs/*.md',
    'docs/*.svg',
    'examples/*.mjs',
    'package.json',
  ]);
  expect(packed.tarballBytes).toBeLessThan(maxTarballBytes);
  const scripts = packed.files.filter(file => file.endsWith('.js'));
  for (const file of scripts) expect(readInstalled(file), file).not.toContain('sourceMappingURL');
});

it('every link of a page in the tarball leads to a file in it', () => {
  const pages = packed.files.filter(file => file.endsWith('.md'));
  const links = pages.flatMap(page => {
    return [...readInstalled(page).matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, target = '']) =>
      path.posix.join(path.posix.dirname(page), target),
    );
  });
  expect(links.length).toBeGreaterThan(10);
  // Nobody works on an installed package.
  const missing = new Set(links.filter(target => !packed.files.includes(target)));
  expect([...missing]).toEqual(['CONTRIBUTING.md']);
});

it('the licences of what is bundled travel along', () => {
  const text = readInstalled('dist/THIRD-PARTY-LICENSES.txt');
  for (const name of ['@modelcontextprotocol/server', 'undici', 'zod']) expect(text).toContain(`\n${name} `);
});

it('installing it installs nothing else, and runs nothing', () => {
  expect(installed.installed).toEqual([packageJson.name]);
  const manifest = JSON.parse(readInstalled('package.json'));
  expect(manifest.dependencies).toBeUndefined();
  for (const script of ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'])
    expect(manifest.scripts).not.toHaveProperty(script);
  expect(installed.warnings).toBe('');
});

it('the examples start the installed package, and fetch nothing', () => {
  const example = fileURLToPath(new URL('../../examples/agent-tools.mjs', import.meta.url));
  const options = { cwd: installed.folder, env: { PATH: process.env.PATH ?? '', HOME: createHome() } };
  const stdout = execFileSync(process.execPath, [example], { ...options, encoding: 'utf8', stdio: 'pipe' });
  expect(JSON.parse(stdout).answer).toContain('is ready at');
});

function createHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

describe.each([
  ['this Node', undefined],
  ['the oldest Node that is supported', packageJson.engines.node.replace('>=', '')],
  ['Node 22', '22'],
  ['Node 24', '24'],
] as const)('on %s', (_, version) => {
  /** The bin itself on this Node, as a shell would start it; the script under another Node. */
  const launch = (...args: string[]) =>
    version === undefined
      ? { command: installed.bin, args }
      : { command: fetchNode(version), args: [installed.bin, ...args] };

  it('the installed command serves the sandbox to a real client', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const env = { PATH: process.env.PATH ?? '', HOME: createHome() };
    await client.connect(new StdioClientTransport({ ...launch('--sandbox'), env, cwd: installed.folder }));
    onTestFinished(() => client.close());
    expect((await client.listTools()).tools).toHaveLength(5);
    const { structuredContent } = await client.callTool({ name: 'order_create', arguments: createOrder() });
    expect(structuredContent).toMatchObject({ outcome: 'ordered', sandbox: true });
  });

  it('the commands beside the server work', () => {
    const env = { PATH: process.env.PATH ?? '', HOME: createHome() };
    const run = (...words: string[]) => {
      const { command, args } = launch(...words);
      return execFileSync(command, args, { cwd: installed.folder, env, encoding: 'utf8', stdio: 'pipe' });
    };
    expect(run('--version')).toBe(`${packageJson.version}\n`);
    if (version !== undefined) expect(run('doctor', '--sandbox')).toContain(` v${version}`);
    // A temporary directory in memory, or in a container, is worth a note.
    expect(run('doctor', '--sandbox')).toMatch(/^(?:All is well|0 problems, 1 note)\.$/m);
    expect(run('config', 'vscode')).toContain('"vps-order-sandbox"');
    expect(run('demo')).toContain('Everything came out as it should.');
  });
});
