import { expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { sandboxEnv, startServer } from '../kit/server-process.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

it('holds any number of answers for a client that does not read, without a warning', async () => {
  const reached = createGate();
  const sandbox = await openSandbox({ onReceived: () => reached.open() });
  const server = await startServer({ env: sandboxEnv(sandbox) });
  server.child.stdout?.pause();
  const ids = Array.from({ length: 100 }, (_, index) => `list-${index}`);
  for (const id of ids) server.send({ id, method: 'tools/list' });
  server.send({ id: 'last', method: 'tools/call', params: { name: 'order_list', arguments: {} } });
  // The provider hears of the last request only after all the others were answered into a stdout that is full.
  await reached.opened;
  server.child.stdout?.resume();
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
  expect(server.stderr()).toBe('');
});

it('takes any number of calls at once, without a warning', async () => {
  const all = createGate();
  let received = 0;
  const sandbox = await openSandbox({
    beforeAnswer: async () => {
      received += 1;
      if (received === 30) all.open();
      await all.opened;
    },
  });
  const server = await startServer({ env: sandboxEnv(sandbox) });
  const calls = Array.from({ length: 30 }, (_, index) =>
    server.callTool('server_list', { order_item_id: index + 1 }),
  );
  for (const result of await Promise.all(calls)) expect(result).toMatchObject({ outcome: 'ok' });
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
  expect(server.stderr()).toBe('');
});

it('answers every call of a client that reads late', async () => {
  const sandbox = await openSandbox();
  const server = await startServer({ env: sandboxEnv(sandbox) });
  server.child.stdout?.pause();
  const answers = Array.from({ length: 60 }, () => server.request('tools/list'));
  const last = server.callTool('order_list');
  server.child.stdout?.resume();
  expect(await last).toMatchObject({ outcome: 'ok' });
  expect((await Promise.all(answers)).every(({ result }) => Array.isArray(result?.tools))).toBe(true);
});

it('a line of 11 MiB is answered like any other', async () => {
  const server = await startServer();
  const { result } = await server.request('tools/list', { _meta: { note: 'x'.repeat(11 * 1024 * 1024) } });
  expect(result?.tools).toHaveLength(5);
});

it('two requests under one id are both answered, and order what they say', async () => {
  const sandbox = await openSandbox();
  const server = await startServer({ env: sandboxEnv(sandbox) });
  const order = (name: string) => ({
    id: 'same',
    method: 'tools/call',
    params: { name: 'order_create', arguments: createOrder(name) },
  });
  server.send(order('first'));
  server.send(order('second'));
  server.send(order('first'));
  await server.request('tools/list');
  while (server.answers().filter(({ id }) => id === 'same').length < 3) await server.request('ping');
  expect(
    sandbox
      .orders()
      .map(({ order_items }) => order_items?.[0]?.reference)
      .sort(),
  ).toEqual(['first', 'second']);
});

const nonsense = [
  'not json',
  '{}',
  '[]',
  'null',
  '{"jsonrpc":"2.0"}',
  '{"jsonrpc":"1.0","id":1,"method":"x"}',
];

it('goes on after lines that are no messages, and repeats none of their text', async () => {
  const server = await startServer({ env: { VPS_LOG: 'debug' } });
  const secret = '-----BEGIN OPENSSH PRIVATE KEY-----';
  const messages = [
    { jsonrpc: '2.0', id: 9, result: { secret } },
    { jsonrpc: '2.0', id: 9, method: 'ping', [secret]: 1 },
    { jsonrpc: '2.0', id: { secret }, method: secret },
  ];
  for (const line of [...nonsense, secret, ...messages.map(message => JSON.stringify(message))])
    server.child.stdin?.write(`${line}\n`);
  expect((await server.request('tools/list')).result?.tools).toHaveLength(5);
  expect(server.stderr()).not.toContain('PRIVATE');
  expect(server.stdout()).not.toContain('PRIVATE');
});
