import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { clients } from '../src/cli/client-config.ts';
import { createStateDirectory } from './kit/open-server.ts';
import { builtCommand } from './kit/server-process.ts';
import { connectClient } from './spawned/connect-client.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** A clone with the built command, and programs that write down how they are called. */
function createClone() {
  const folder = realpathSync(createStateDirectory());
  symlinkSync(path.dirname(builtCommand), path.join(folder, 'dist'));
  const type = (command: string): string[] => {
    const [program = ''] = command.split(' ');
    const stub = path.join(folder, program);
    writeFileSync(stub, `#!/bin/sh\nprintf '%s\\n' ${program} "$@"\n`);
    chmodSync(stub, 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}` };
    return execFileSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' }).trimEnd().split('\n');
  };
  return { folder, type };
}

/** The line of the table of clients, typed in a clone. */
function typeLineOf(title: string): { words: string[]; script: string } {
  const [, command = ''] = new RegExp(`^\\| ${title} \\| \`(.*)\` \\|$`, 'm').exec(readme) ?? [];
  const { folder, type } = createClone();
  return { words: type(command), script: path.join(folder, 'dist/main.js') };
}

it.each(clients.filter(({ add }) => add !== undefined))(
  'the line that adds the sandbox to $name, typed in a clone, is the one that config prints',
  ({ title, add = '' }) => {
    const { words, script } = typeLineOf(title);
    expect(words).toEqual([...add.split(' '), 'node', script, '--sandbox']);
  },
);

it('so does the line that adds it to VS Code', () => {
  const { words, script } = typeLineOf('VS Code');
  const [program, option, text = ''] = words;
  expect([program, option]).toEqual(['code', '--add-mcp']);
  const sandbox = { name: 'vps-order-sandbox', command: 'node', args: [script, '--sandbox'] };
  expect(JSON.parse(text)).toEqual(sandbox);
});

it('the container serves from the clone, and keeps its journal on the volume', async () => {
  const [command = ''] = /^docker run .*$/m.exec(readme) ?? [];
  const { folder, type } = createClone();
  const words = type(command);
  const volumes = new Map(words.filter((_, index) => words[index - 1] === '-v').map(toVolume));
  const script = words.at(-1)?.replace('/app', volumes.get('/app') ?? '') ?? '';
  expect(volumes.get('/app')).toBe(folder);
  expect(words).toContain(`VPS_STATE_DIR=${[...volumes.keys()].at(-1)}`);
  expect(words.slice(-3, -1)).toEqual([expect.stringMatching(/^node:/), 'node']);
  const client = await connectClient('v1', { command: process.execPath, args: [script], env: {} });
  expect(await client.listTools()).toHaveLength(5);
});

function toVolume(text: string): [target: string, source: string] {
  const [source = '', target = ''] = text.split(':');
  return [target, source];
}
