import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { clientTable, isClientName } from '../../src/clients/client-table.ts';
import { runConfig } from '../../src/commands/run-config.ts';
import { createOrder } from '../kit/example-order.ts';
import { builtCommand, runProcess, toLines } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { connectClient } from '../spawned/connect-client.ts';
import { readBlock, readSection } from './documented-block.ts';
import { type ConfiguredServer, readServers } from './read-servers.ts';

const clients = Object.keys(clientTable).filter(isClientName);

/** How a client starts it, with the package that npx would fetch replaced by the build of the sources. */
function toLaunch({ command, args, env }: ConfiguredServer) {
  expect([command, ...args.slice(0, 2)]).toEqual(['npx', '-y', packageJson.name]);
  return { command: process.execPath, args: [builtCommand, ...args.slice(2)], env: { ...env } };
}

function serverOf(client: (typeof clients)[number], name: string): ConfiguredServer {
  const server = readServers(client, clientTable[client].render()).find(entry => entry.name === name);
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
  ]);
});

describe.each(clients)('the configuration for %s', client => {
  const { title, files, tokenAdvice, language, render } = clientTable[client];

  it('is printed as docs/clients.md shows it, with where it belongs beside it', () => {
    const printed = { text: '', note: '' };
    const code = runConfig({
      client,
      write: text => {
        printed.text += text;
      },
      writeNote: text => {
        printed.note += text;
      },
    });
    const section = readSection(title);
    expect(code).toBe(0);
    expect(readBlock(section)).toEqual({ language, text: printed.text });
    expect(printed.text).toBe(render());
    expect(section).toContain(`\`vps-order-mcp config ${client}\``);
    expect(section).toContain(tokenAdvice);
    expect(toLines(printed.note)).toEqual([
      `${title} reads this from:`,
      ...files.map(file => `  ${file}`),
      tokenAdvice,
    ]);
    for (const file of files) expect(section.replaceAll('`', '')).toContain(file);
  });

  it('has the sandbox first, without a token, and then the provider, with a reference to one', () => {
    const servers = readServers(client, render());
    expect(servers.map(({ name }) => name)).toEqual(['vps-order-sandbox', 'vps-order']);
    const [sandbox, provider] = servers;
    expect(sandbox).toMatchObject({ args: ['-y', 'vps-order-mcp', '--sandbox'], env: {}, forwarded: [] });
    expect(provider?.args).toEqual(['-y', 'vps-order-mcp']);
    expect([...Object.keys(provider?.env ?? {}), ...(provider?.forwarded ?? [])]).toEqual(['VPS_API_TOKEN']);
    for (const value of Object.values(provider?.env ?? {}))
      expect(value).toMatch(/^\$?\{(?:env:|input:)?vps_api_token\}$/i);
  });
});

it('each configuration starts a sandbox that takes an order', async () => {
  const answers = clients.map(async client => {
    const launch = toLaunch(serverOf(client, 'vps-order-sandbox'));
    const connected = await connectClient('v2 in the 2025 era', launch);
    return [client, await connected.call('order_create', createOrder())] as const;
  });
  for (const [client, answer] of await Promise.all(answers))
    expect(answer, client).toMatchObject({ outcome: 'ordered', sandbox: true });
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
  expect([code, stdout]).toEqual([0, clientTable.codex.render()]);
  expect(stderr).toContain('~/.codex/config.toml');
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
