import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
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

it('takes credit, faults and times from its options', async () => {
  const options = ['--credit', '1', '--provisioning-ms', '0'];
  const faults = ['--fault', 'order_list=status-503:1', '--fault', 'server_list=html'];
  const command = startProcess({ args: ['sandbox', ...options, ...faults] });
  const exports = await readExports(command);
  expect(await call(exports, exampleOrder)).toMatchObject({
    status: 402,
    json: { status: 402, amount: '12.25' },
  });
  expect((await call(exports, { action: 'order_list' })).status).toBe(503);
  expect((await call(exports, { action: 'order_list' })).status).toBe(200);
});

const broken: [string, string[], string][] = [
  ['a port that is no number', ['--port', 'http'], '--port is a number, not "http"'],
  [
    'a port that there is not',
    ['--port', '070000'],
    '--port is a whole number from 0 to 65535, not "070000"',
  ],
  ['half a port', ['--port', '80.5'], '--port is a whole number from 0 to 65535'],
  ['a credit that is no number', ['--credit', 'much'], '--credit is a number, not "much"'],
  ['an unknown fault', ['--fault', 'order_list=nonsense'], 'Unknown fault "nonsense"'],
  ['a fault of an unknown action', ['--fault', 'order=html'], 'Unknown action "order"'],
];

describe('a broken option', () => {
  test.each(broken)('%s ends with exit 2 and one line', async (_, args, complaint) => {
    const { code, stdout, stderr } = await runProcess({ args: ['sandbox', ...args] });
    expect([code, stdout, toLines(stderr).length]).toEqual([2, '', 1]);
    expect(stderr).toContain(complaint);
  });
});

it('a port that something else listens on is said to be so', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const { code, stderr } = await runProcess({ args: ['sandbox', '--port', String(port)] });
  expect(code).toBe(2);
  expect(stderr).toContain(
    `port ${port}: something else listens on it. Leave --port out to take a free one.`,
  );
});
