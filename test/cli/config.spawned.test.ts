import { realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientTable, createLaunches, isClientName } from '../../src/cli/client-table.ts';
import { runConfig } from '../../src/cli/config.ts';
import { renderTypedCommand } from '../../src/settings/typed-command.ts';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { documentedStart } from '../kit/release.ts';
import { builtCommand as builtScript, runProcess, toLines } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { connectClient } from '../spawned/connect-client.ts';
import { clientsPage, readSection, replaceBlock } from './documented-block.ts';
import { type ConfiguredServer, readServers } from './read-servers.ts';

const clients = Object.keys(clientTable).filter(isClientName);

const builtCommand = realpathSync(builtScript);

const cloned = ['/usr/bin/node', '/home/person/vps,  order [mcp]/{dist}/main.js'];
const released = ['npx', '-y', 'vps-order-mcp@1.2.3'];
const built = [process.execPath, builtCommand];

function renderFor(client: (typeof clients)[number], start: readonly string[]): string {
  return clientTable[client].render(createLaunches(start));
}

function toLaunch({ command, args, env }: ConfiguredServer) {
  return { command, args, env: { ...env } };
}

function toWords({ command, args }: ConfiguredServer): string[] {
  return [command, ...args];
}

function serverOf(client: (typeof clients)[number], name: string): ConfiguredServer {
  const server = readServers(client, renderFor(client, built)).find(entry => entry.name === name);
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

/** What the command prints, and says beside it. */
function print(client: string, start: readonly string[]) {
  const printed = { text: '', note: '' };
  const code = runConfig({
    client,
    start,
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
  const { title, files, tokenAdvice, add } = clientTable[client];
  const noteFor = (start: readonly string[]) => [
    `${title} reads this from:`,
    ...files.map(file => `  ${file}`),
    tokenAdvice,
    ...(add
      ? [`In one line, for the sandbox alone: ${renderTypedCommand(add(createLaunches(start)[0]))}`]
      : []),
  ];

  it('is what docs/clients.md says, with where it belongs beside it', () => {
    const printed = print(client, documentedStart);
    const section = readSection(title);
    expect(printed.code).toBe(0);
    expect(section).toContain(`\`config ${client}\``);
    expect(section).toContain(tokenAdvice);
    expect(toLines(printed.note)).toEqual(expect.arrayContaining(noteFor(documentedStart)));
    for (const file of files) expect(section.replaceAll('`', '')).toContain(file);
  });

  it('starts the very script that prints it, or the released version of the package', () => {
    const printed = print(client, cloned);
    expect(toLines(printed.note)).toEqual([
      ...noteFor(cloned),
      `It starts ${cloned[1]}, which has to stay there.`,
    ]);
    expect(readServers(client, printed.text).map(toWords)).toEqual([[...cloned, '--sandbox'], cloned]);
    const pinned = print(client, released);
    expect(toLines(pinned.note)).toEqual(noteFor(released));
    expect(readServers(client, pinned.text).map(toWords)).toEqual([[...released, '--sandbox'], released]);
  });

  it('has the sandbox first, without a token, and then the provider, with a reference to one', () => {
    const servers = readServers(client, renderFor(client, released));
    expect(servers.map(({ name }) => name)).toEqual(['vps-order-sandbox', 'vps-order']);
    const [sandbox, provider] = servers;
    expect(sandbox).toMatchObject({ env: {}, forwarded: [] });
    expect([...Object.keys(provider?.env ?? {}), ...(provider?.forwarded ?? [])]).toEqual(['VPS_API_TOKEN']);
    for (const value of Object.values(provider?.env ?? {}))
      expect(value).toMatch(/^\$?\{(?:env:|input:)?vps_api_token\}$/i);
  });
});

it('docs/clients.md shows what config prints', async () => {
  const page = clients.reduce(
    (text, client) => replaceBlock(text, clientTable[client].title, renderFor(client, documentedStart)),
    clientsPage,
  );
  await expect(page).toMatchFileSnapshot('../../docs/clients.md');
});

it.each(clients)('docs/clients.md says of %s whether a person can be asked there', client => {
  const [name = ''] = clientTable[client].title.split(' (');
  expect(readSection('What each client can do')).toMatch(
    new RegExp(`^\\| ${name} \\| (?:yes|no|not known)\\b`, 'm'),
  );
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
  expect([code, stdout]).toEqual([0, renderFor('codex', built)]);
  expect(stderr).toContain('~/.codex/config.toml');
});

it('a link to the command is followed', async () => {
  const folder = createStateDirectory();
  const link = path.join(folder, 'vps-order-mcp');
  symlinkSync(builtCommand, link);
  const linked = await runProcess({ script: link, args: ['config', 'codex'] });
  expect(linked.stdout).toBe(renderFor('codex', built));
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
