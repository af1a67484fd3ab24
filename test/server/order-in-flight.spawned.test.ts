import { describe, expect, it } from 'vitest';
import type { SandboxHooks } from '../../src/sandbox/answer-request.ts';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { runProcess, type ServerProcess, sandboxEnv, startServer } from '../kit/server-process.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

/** A server whose provider holds an action at a given moment until the gate is opened. */
async function holdOrder(hook: keyof SandboxHooks, action: string, nodeArgs?: readonly string[]) {
  const arrived = createGate();
  const held = createGate();
  const sandbox = await openSandbox({
    [hook]: async (request: { action: string | undefined }) => {
      if (request.action !== action) return;
      arrived.open();
      await held.opened;
    },
  });
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: createStateDirectory(), VPS_LOG: 'info' };
  const server = await startServer({ env, nodeArgs });
  const answer = server.callTool('order_create', createOrder()).catch(() => undefined);
  await arrived.opened;
  const sent = () => sandbox.received.filter(request => request.action === 'order_create').length;
  const journal = async () => JSON.parse((await runProcess({ args: ['journal', '--json'], env })).stdout);
  return { sandbox, server, answer, letGo: held.open, sent, journal };
}

const stops = [
  {
    how: 'the end of stdin',
    stop: ({ child }: ServerProcess) => child.stdin?.end(),
    noted: 'ending: gone',
    code: 0,
  },
  {
    how: 'a signal',
    stop: ({ child }: ServerProcess) => child.kill('SIGTERM'),
    noted: 'ending: SIGTERM',
    code: 143,
  },
];

describe.each(stops)('after $how', ({ stop, noted, code }) => {
  it('an order whose answer is outstanding is awaited and recorded', async () => {
    const { server, letGo, sent, journal } = await holdOrder('beforeAnswer', 'order_create');
    stop(server);
    await server.logged(noted);
    letGo();
    expect(await server.ended).toBe(code);
    expect(sent()).toBe(1);
    expect(await journal()).toMatchObject([{ state: 'ordered', order_id: 73, unresolved: false }]);
  });

  it('an order that was not sent yet is not sent any more', async () => {
    const { server, letGo, sent, journal } = await holdOrder('onReceived', 'order_list');
    stop(server);
    await server.logged(noted);
    letGo();
    expect(await server.ended).toBe(code);
    expect(sent()).toBe(0);
    expect((await journal()).filter((record: { state: string }) => record.state !== 'void')).toEqual([]);
  });
});

it('a client that still listens after a signal hears what became of its order', async () => {
  const { server, answer, letGo } = await holdOrder('beforeAnswer', 'order_create');
  server.child.kill('SIGTERM');
  await server.logged('ending: SIGTERM');
  letGo();
  expect(await answer).toMatchObject({ outcome: 'ordered', order_id: 73 });
});

it('no new call is taken while an order comes to its end', async () => {
  const { server, letGo, sandbox } = await holdOrder('beforeAnswer', 'order_create');
  server.child.kill('SIGINT');
  await server.logged('ending: SIGINT');
  for (const [name, args] of Object.entries({ order_create: createOrder('late'), server_list: {} }))
    server.send({ id: name, method: 'tools/call', params: { name, arguments: args } });
  // In the time of a whole other process the calls would have been read and sent.
  await runProcess({ args: ['--version'] });
  letGo();
  expect(await server.ended).toBe(130);
  expect(sandbox.orders()).toHaveLength(1);
  expect(sandbox.received.some(({ action }) => action === 'server_list')).toBe(false);
});

it('the first signal after the end of stdin leaves the order its time, the second one ends it', async () => {
  const { server, journal } = await holdOrder('beforeAnswer', 'order_create');
  server.child.stdin?.end();
  await server.logged('ending: gone');
  server.child.kill('SIGTERM');
  await server.logged('ending: SIGTERM');
  expect(server.child.exitCode).toBeNull();
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(130);
  expect(await journal()).toMatchObject([{ state: 'sending', unresolved: true }]);
});

/** The five seconds pass at once. */
const shortGrace = `
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 5_000 ? 50 : ms, ...rest);
`;

it('an order whose answer never comes is given five seconds', async () => {
  const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(shortGrace)}`];
  const { server, journal } = await holdOrder('beforeAnswer', 'order_create', nodeArgs);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(143);
  expect(await journal()).toMatchObject([{ state: 'sending', unresolved: true }]);
});
