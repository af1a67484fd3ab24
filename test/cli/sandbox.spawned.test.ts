import { expect, it } from 'vitest';
import { runProcess, type ServerProcess, startProcess, toLines } from '../kit/server-process.ts';
import { exampleOrder, send } from '../sandbox/sandbox-client.ts';

/** The environment that the command prints, as a shell would read it. */
async function readExports({ child, stdout }: ServerProcess): Promise<Record<string, string>> {
  while (!stdout().includes('Ctrl-C')) await new Promise(resolve => child.stdout?.once('data', resolve));
  const exports = [...stdout().matchAll(/^export (\w+)=(\S+)$/gm)];
  return Object.fromEntries(exports.map(([, name, value]) => [name, value]));
}

async function call(exports: Record<string, string>, body: object) {
  const { VPS_API_URL: url = '', VPS_API_TOKEN: token = '' } = exports;
  const headers = { 'content-type': 'application/json', 'x-account-token': token };
  const { status, text } = await send(url, { headers, body: JSON.stringify(body) });
  return { status, json: text === '' ? undefined : JSON.parse(text) };
}

it('prints what a server needs, answers, and ends with a signal', async () => {
  const command = startProcess({ args: ['sandbox', '--port', '0'] });
  const exports = await readExports(command);
  expect(Object.keys(exports)).toEqual(['VPS_API_URL', 'VPS_API_TOKEN']);
  expect(exports.VPS_API_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/run-[0-9a-f]+\/api$/);
  expect(await call(exports, exampleOrder)).toMatchObject({ status: 200, json: { order_id: 73 } });

  const account = /Account page: (\S+)/.exec(command.stdout())?.[1] ?? '';
  expect((await send(account, { method: 'GET' })).text).toContain('My testserver 1');
  command.child.kill('SIGINT');
  expect(await command.ended).toBe(0);
  expect(command.stderr()).toBe('');
});

it('is a provider for the server of another process, with the environment that it printed', async () => {
  const command = startProcess({ args: ['sandbox'] });
  const exports = await readExports(command);
  const { code, stdout } = await runProcess({ args: ['journal'], env: exports });
  expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing was ordered yet')]);
});

it('ends with exit 2 and one line where an option cannot be read', async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['sandbox', '--fault', 'order=html'] });
  expect([code, stdout, toLines(stderr).length]).toEqual([2, '', 1]);
  expect(stderr).toContain('Unknown action "order"');
});
