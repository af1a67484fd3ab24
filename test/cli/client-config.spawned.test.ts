import { realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clients, runConfig } from '../../src/cli/client-config.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { documentedStart } from '../kit/release.ts';
import { builtCommand as builtScript, runProcess, toLines } from '../kit/server-process.ts';
import { load } from '../settings/read-settings.ts';
import { createCall } from './command-call.ts';
import { clientsPage, readSection, replaceBlock } from './documented-block.ts';
import { type ConfiguredServer, readServers } from './read-servers.ts';

const builtCommand = realpathSync(builtScript);

const cloned = ['/usr/bin/node', '/home/person/vps,  order [mcp]/{dist}/main.js'];
const released = ['npx', '-y', 'vps-order-mcp@1.2.3'];

const toWords = ({ command, args }: ConfiguredServer) => [command, ...args];

it('the clients are those that were promised', () => {
  expect(clients.map(({ name }) => name)).toEqual([
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
function print(operand: string | undefined, start: readonly string[]) {
  const { call, written, noted } = createCall(['config'], { operand, findStart: () => start });
  const code = runConfig(call);
  return { code, text: written(), note: noted() };
}

describe.each(clients)('the configuration for $name', ({ name, title, files, tokenAdvice, add }) => {
  it('is what docs/clients.md says, with where it belongs beside it', () => {
    const { code, note } = print(name, documentedStart);
    const section = readSection(title);
    expect(code).toBe(0);
    expect(section).toContain(`\`config ${name}\``);
    expect(section).toContain(tokenAdvice);
    expect(toLines(note)).toEqual(
      expect.arrayContaining([`${title} reads this from:`, ...files.map(file => `  ${file}`), tokenAdvice]),
    );
    for (const file of files) expect(section.replaceAll('`', '')).toContain(file);
  });

  it('starts the very script that prints it, or the released version of the package', () => {
    const printed = print(name, cloned);
    expect(printed.note).toContain(`It starts ${cloned[1]}, which has to stay there.`);
    expect(readServers(name, printed.text).map(toWords)).toEqual([[...cloned, '--sandbox'], cloned]);
    const pinned = print(name, released);
    expect(pinned.note).not.toContain('has to stay there');
    if (add)
      expect(pinned.note).toContain(`the sandbox alone: ${add} npx -y vps-order-mcp@1.2.3 --sandbox\n`);
    expect(readServers(name, pinned.text).map(toWords)).toEqual([[...released, '--sandbox'], released]);
  });

  it('has the sandbox first, without a token, and then the provider, with a reference to one', () => {
    const servers = readServers(name, print(name, released).text);
    expect(servers.map(server => server.name)).toEqual(['vps-order-sandbox', 'vps-order']);
    const [sandbox, provider] = servers;
    expect(sandbox).toMatchObject({ env: {}, forwarded: [] });
    expect([...Object.keys(provider?.env ?? {}), ...(provider?.forwarded ?? [])]).toEqual(['VPS_API_TOKEN']);
    for (const text of Object.values(provider?.env ?? {}))
      expect(load({ env: { VPS_API_TOKEN: text } }).hints[0]).toContain('VPS_API_TOKEN still reads');
  });
});

it('docs/clients.md shows what config prints', async () => {
  const page = clients.reduce(
    (text, { title, render }) => replaceBlock(text, title, render(documentedStart)),
    clientsPage,
  );
  await expect(page).toMatchFileSnapshot('../../docs/clients.md');
});

it.each(clients)('docs/clients.md says of $name whether a person can be asked there', ({ title }) => {
  const [name = ''] = title.split(' (');
  expect(readSection('What each client can do')).toMatch(
    new RegExp(`^\\| ${name} \\| (?:yes|no|not known)\\b`, 'm'),
  );
});

it('the configuration goes to stdout alone, ready for a file, through a link to the command too', async () => {
  const link = path.join(createStateDirectory(), 'vps-order-mcp');
  symlinkSync(builtCommand, link);
  const { code, stdout, stderr } = await runProcess({ script: link, args: ['config', 'codex'] });
  expect([code, stdout]).toEqual([0, print('codex', [process.execPath, builtCommand]).text]);
  expect(stderr).toContain('~/.codex/config.toml');
});

it.each([undefined, 'topsecret'])('config with %j is refused with the names', operand => {
  const names = clients.map(({ name }) => name).join(', ');
  expect(() => print(operand, released)).toThrow(`config takes the name of a client: ${names}.`);
});
