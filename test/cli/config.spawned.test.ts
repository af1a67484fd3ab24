import { cpSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientTable, createLaunches, isClientName } from '../../src/cli/client-table.ts';
import { runConfig } from '../../src/cli/config.ts';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand as builtScript, runProcess, toLines } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { connectClient } from '../spawned/connect-client.ts';
import { readBlock, readSection } from './documented-block.ts';
import { type ConfiguredServer, readServers } from './read-servers.ts';

const clients = Object.keys(clientTable).filter(isClientName);

const builtCommand = realpathSync(builtScript);

const cloned = '/home/person/vps,  order [mcp]/{dist}/main.js';
const installed = '/usr/lib/node_modules/vps-order-mcp/dist/main.js';

function renderFor(client: (typeof clients)[number], scriptPath: string): string {
  return clientTable[client].render(createLaunches(scriptPath));
}

/** What `config` prints in a clone starts a server as it is; only the Node of this test stands for the one on the PATH. */
function toLaunch({ command, args, env }: ConfiguredServer) {
  expect([command, args[0]]).toEqual(['node', builtCommand]);
  return { command: process.execPath, args, env: { ...env } };
}

function serverOf(client: (typeof clients)[number], name: string): ConfiguredServer {
  const server = readServers(client, renderFor(client, builtCommand)).find(entry => entry.name === name);
  if (!server) throw new Error(`${client} has no ${name}`);
  return server;
}

it('the clients are those that were promised', () => {
  expect(clients).toEqual([
    'claude-code',
    'claude-desktop',
    'cursor',
    'vscode',
    'windsurf',
    'gemini',
    'codex',
    'opencode',
    'langchain',
    'openai-agents',
    'ai-sdk',
  ]);
});

const languages: Partial<Record<(typeof clients)[number], string>> = {
  codex: 'toml',
  langchain: 'js',
  'openai-agents': 'js',
  'ai-sdk': 'js',
};

/** What the command prints, and says beside it. */
function print(client: string, scriptPath: string) {
  const printed = { text: '', note: '' };
  const code = runConfig({
    client,
    scriptPath,
    write: text => {
      printed.text += text;
    },
    writeNote: text => {
      printed.note += text;
    },
  });
  return { code, ...printed };
}

describe.each(clients)('the configuration for %s', client => {
  const { title, files, tokenAdvice } = clientTable[client];
  const note = [`${title} reads this from:`, ...files.map(file => `  ${file}`), tokenAdvice];

  it('is printed by the installed package as docs/clients.md shows it, with where it belongs beside it', () => {
    const printed = print(client, installed);
    const section = readSection(title);
    expect(printed.code).toBe(0);
    expect(readBlock(section)).toEqual({ language: languages[client] ?? 'json', text: printed.text });
    expect(section).toContain(`\`vps-order-mcp config ${client}\``);
    expect(section).toContain(tokenAdvice);
    expect(toLines(printed.note)).toEqual(note);
    for (const file of files) expect(section.replaceAll('`', '')).toContain(file);
  });

  it('is the same from a clone, but for the command, which is the very script that prints it', () => {
    const printed = print(client, cloned);
    expect(toLines(printed.note)).toEqual([...note, `It starts ${cloned}, which has to stay there.`]);
    expect(printed.text).not.toContain('npx');
    const start = ({ args, ...rest }: ConfiguredServer, given: number) => ({
      ...rest,
      args: args.slice(given),
    });
    const servers = readServers(client, printed.text);
    const documented = readServers(client, print(client, installed).text);
    expect(servers.map(server => [server.command, server.args[0]])).toEqual([
      ['node', cloned],
      ['node', cloned],
    ]);
    expect(servers.map(server => start({ ...server, command: 'npx' }, 1))).toEqual(
      documented.map(server => start(server, 2)),
    );
  });

  it('has the sandbox first, without a token, and then the provider, with a reference to one', () => {
    const servers = readServers(client, renderFor(client, installed));
    expect(servers.map(({ name }) => name)).toEqual(['vps-order-sandbox', 'vps-order']);
    const [sandbox, provider] = servers;
    expect(sandbox).toMatchObject({ args: ['-y', 'vps-order-mcp', '--sandbox'], env: {}, forwarded: [] });
    expect(provider?.args).toEqual(['-y', 'vps-order-mcp']);
    expect([...Object.keys(provider?.env ?? {}), ...(provider?.forwarded ?? [])]).toEqual(['VPS_API_TOKEN']);
    for (const value of Object.values(provider?.env ?? {}))
      expect(value).toMatch(/^\$?\{(?:env:|input:)?vps_api_token\}$/i);
  });
});

it.each(clients)('docs/clients.md says of %s whether a person can be asked there', client => {
  const [name = ''] = clientTable[client].title.split(' (');
  expect(readSection('What each client can do')).toMatch(
    new RegExp(`^\\| ${name} \\| (?:yes|no|not known)\\b`, 'm'),
  );
});

it.each([
  [installed, 'npx'],
  ['/home/person/.npm/_npx/0123/node_modules/vps-order-mcp/dist/main.js', 'npx'],
  ['C:\\Users\\person\\AppData\\npm\\node_modules\\vps-order-mcp\\dist\\main.js', 'npx'],
  ['/home/person/vps-order-mcp/dist/main.js', 'node'],
  ['/home/person/my_node_modules/vps-order-mcp/dist/main.js', 'node'],
  ['C:\\Users\\person\\vps-order-mcp\\dist\\main.js', 'node'],
])('%s is started with %s', (scriptPath, command) => {
  for (const client of clients)
    for (const server of readServers(client, renderFor(client, scriptPath)))
      expect([server.command, server.args[0]]).toEqual([command, command === 'npx' ? '-y' : scriptPath]);
});

it('each configuration starts a sandbox, in the same way, that takes an order', async () => {
  const [launch, ...others] = clients.map(client => toLaunch(serverOf(client, 'vps-order-sandbox')));
  if (!launch) throw new Error('there are no clients');
  for (const other of others) expect(other).toEqual(launch);
  const connected = await connectClient('v2 in the 2025 era', launch);
  expect(await connected.call('order_create', createOrder())).toMatchObject({
    outcome: 'ordered',
    sandbox: true,
  });
});

/** One for each form in which a token can be referred to. */
const forms = clients.filter(
  (client, index) =>
    clients.findIndex(other => JSON.stringify(toTokenForm(other)) === JSON.stringify(toTokenForm(client))) ===
    index,
);

function toTokenForm(client: (typeof clients)[number]) {
  const { env, forwarded } = serverOf(client, 'vps-order');
  return { env, forwarded };
}

it.each(forms)('a %s that fills the token in reaches the provider', async client => {
  const { apiUrl, token } = await openSandbox();
  const { env, forwarded, ...entry } = serverOf(client, 'vps-order');
  const filledIn = Object.fromEntries([...Object.keys(env), ...forwarded].map(name => [name, token]));
  const launch = toLaunch({ ...entry, forwarded, env: { ...filledIn, VPS_API_URL: apiUrl } });
  const connected = await connectClient('v1', launch);
  expect(await connected.call('order_list')).toMatchObject({ outcome: 'ok', total: 0 });
});

it.each(forms.filter(client => client !== 'opencode' && client !== 'codex'))(
  'a %s that fills nothing in leaves a server that says so',
  async client => {
    const connected = await connectClient('v1', toLaunch(serverOf(client, 'vps-order')));
    expect(await connected.call('order_list')).toMatchObject({
      outcome: 'failed',
      error: { code: 'configuration', message: expect.stringContaining('VPS_API_TOKEN still reads $') },
    });
  },
);

it('the configuration goes to stdout alone, ready for a file', async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['config', 'codex'] });
  expect([code, stdout]).toEqual([0, renderFor('codex', builtCommand)]);
  expect(stderr).toContain('~/.codex/config.toml');
});

it('a link to the command is followed, into the package or out of it', async () => {
  const folder = createStateDirectory();
  const link = path.join(folder, 'vps-order-mcp');
  symlinkSync(builtCommand, link);
  const linked = await runProcess({ script: link, args: ['config', 'codex'] });
  expect(linked.stdout).toBe(renderFor('codex', builtCommand));
  const packaged = path.join(folder, 'node_modules', 'vps-order-mcp', 'dist');
  cpSync(path.dirname(builtCommand), packaged, { recursive: true });
  const bin = path.join(folder, 'bin');
  symlinkSync(path.join(packaged, 'main.js'), bin);
  const { stdout } = await runProcess({ script: bin, args: ['config', 'codex'] });
  expect(stdout).toBe(renderFor('codex', installed));
});

it.each([[['config']], [['config', 'topsecret']]])('%j ends with exit 2 and the names', async args => {
  const { code, stdout, stderr } = await runProcess({ args });
  expect([code, stdout, toLines(stderr).length]).toEqual([2, '', 1]);
  for (const client of clients) expect(stderr).toContain(client);
  expect(stderr).not.toContain('topsecret');
});

it('a second word behind config is refused', async () => {
  const { code, stderr } = await runProcess({ args: ['config', 'codex', 'topsecret'] });
  expect([code, stderr]).toEqual([2, 'vps-order-mcp: config takes one CLIENT only; --help lists them.\n']);
});
