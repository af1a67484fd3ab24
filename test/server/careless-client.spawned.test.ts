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
  const last = server.callTool('order_list');
  // The provider hears of the last request only after all the others were answered into a stdout that is full.
  await reached.opened;
  server.child.stdout?.resume();
  expect(await last).toMatchObject({ outcome: 'ok' });
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
  expect(server.answers().flatMap(({ id, result }) => (result?.tools ? [id] : []))).toEqual(ids);
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
