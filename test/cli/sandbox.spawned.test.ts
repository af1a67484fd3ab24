import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished, test } from 'vitest';
import { runSandbox } from '../../src/cli/sandbox.ts';
import { runProcess, type ServerProcess, startProcess, toLines } from '../kit/server-process.ts';
import { exampleOrder, send } from '../sandbox/sandbox-client.ts';
import { createCall } from './command-call.ts';

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

it('takes credit, payment answer, faults and times from its options', async () => {
  const options = ['--credit', '1', '--payment-answer', 'status-402', '--provisioning-ms', '0'];
  const faults = ['--fault', 'order_list=status-503:1', '--fault', 'server_list=html'];
  const command = startProcess({ args: ['sandbox', ...options, '--carry-reference', ...faults] });
  const exports = await readExports(command);
  expect(await call(exports, exampleOrder)).toMatchObject({
    status: 200,
    json: { status: 402, amount: '12.25', reference: exampleOrder.reference },
  });
  expect((await call(exports, { action: 'order_list' })).status).toBe(503);
  expect((await call(exports, { action: 'order_list' })).status).toBe(200);
});

test.each([
  ['--port=http', '--port has to be a whole number from 0 to 65535'],
  ['--port=070000', '--port has to be a whole number from 0 to 65535'],
  ['--credit=much', '--credit has to be a number, 0 or more'],
  ['--payment-answer=free', '--payment-answer has to be one of http-402, status-402'],
  ['--fault=order_list=nonsense', 'Unknown fault "nonsense"'],
  ['--fault=order=html', 'Unknown action "order"'],
])('%s is refused: %s', async (option, complaint) => {
  const { call } = createCall(['sandbox', option], {});
  await expect(runSandbox(call)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining(complaint),
  });
});

it('a port that something else listens on is said to be so', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const { code, stderr } = await runProcess({ args: ['sandbox', '--port', String(port)] });
  expect([code, toLines(stderr).length]).toEqual([2, 1]);
  expect(stderr).toContain(`port ${port}: something else listens on it`);
  expect(stderr).toContain('Leave --port out to take a free one.');
});
