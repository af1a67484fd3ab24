import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand, runProcess, sandboxEnv, startServer, toLines } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

function preload(script: string): string[] {
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}

const noisySurroundings: { what: string; env?: Record<string, string>; nodeArgs?: string[] }[] = [
  { what: 'NODE_DEBUG=*', env: { NODE_DEBUG: '*' } },
  { what: 'traced deprecations', env: { NODE_OPTIONS: '--trace-deprecation --trace-warnings' } },
  { what: 'the most talkative log', env: { VPS_LOG: 'debug' } },
  {
    what: 'a dependency that prints and warns',
    nodeArgs: preload(`process.on('SIGUSR2', () => {
      console.log('noise'); console.info('noise'); console.dir({}); console.table([{}]);
      process.emitWarning('old', 'DeprecationWarning');
    });`),
  },
];

describe.each(noisySurroundings)('with $what', ({ env, nodeArgs }) => {
  it('stdout carries JSON-RPC lines and nothing else', async () => {
    const sandbox = await openSandbox();
    const server = await startServer({ env: { ...sandboxEnv(sandbox), ...env }, nodeArgs });
    if (nodeArgs) server.child.kill('SIGUSR2');
    await server.request('tools/list');
    await server.callTool('order_create', createOrder());
    await server.callTool('order_create', { items: 'nonsense' });
    await server.callTool('order_list');
    await server.request('nonsense');
    if (nodeArgs) await server.logged('noise');
    server.child.stdin?.end();
    expect(await server.ended).toBe(0);
    expect(server.answers().map(({ jsonrpc, id }) => ({ jsonrpc, id }))).toEqual(
      [1, 2, 3, 4, 5, 6].map(id => ({ jsonrpc: '2.0', id })),
    );
    expect(server.stdout().endsWith('\n')).toBe(true);
  });
});

it('an ordinary session writes nothing to stderr', async () => {
  const sandbox = await openSandbox();
  const server = await startServer({ env: sandboxEnv(sandbox) });
  await server.request('tools/list');
  await server.callTool('order_create', createOrder());
  await server.callTool('order_cancel', { order_id: 73 });
  await server.callTool('order_status', { order_id: 99 });
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
  expect(server.stderr()).toBe('');
});

/** A copy of the build in which the HTTP client can't be loaded. */
function breakHttpClient(): string {
  const copy = createStateDirectory();
  cpSync(path.dirname(builtCommand), copy, { recursive: true });
  const client = readdirSync(copy).find(name => /^connections-.*\.js$/.test(name));
  if (client === undefined) throw new Error('the build has no chunk of its own for the HTTP client');
  writeFileSync(path.join(copy, client), "console.log('noise'); throw new Error('broken at /some/path');");
  return path.join(copy, 'main.js');
}

it('a dependency that fails to load is a truthful answer, and nothing is sent', async () => {
  const sandbox = await openSandbox();
  const server = await startServer({ env: sandboxEnv(sandbox), script: breakHttpClient() });
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(await server.callTool('order_create', createOrder())).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'unavailable' },
    });
    expect(await server.callTool('order_list')).toMatchObject({ outcome: 'failed' });
  }
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
  expect(toLines(server.stdout())).toHaveLength(5);
  expect(server.answers().every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
  expect(sandbox.received).toEqual([]);
});

it('nothing is opened, written or sent before a tool is called', async () => {
  const sandbox = await openSandbox();
  const stateDirectory = createStateDirectory();
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: stateDirectory };
  const server = await startServer({ env });
  await server.request('tools/list');
  // In the time of a whole other process it would have happened.
  await runProcess({ args: ['--version'] });
  expect(sandbox.received).toEqual([]);
  expect(readdirSync(stateDirectory)).toEqual([]);
  await server.callTool('order_create', createOrder());
  expect(readdirSync(stateDirectory)).not.toEqual([]);
});
