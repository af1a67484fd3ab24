import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import {
  builtCommand,
  clientHello,
  type ServerProcess,
  sandboxEnv,
  startProcess,
  startServer,
} from '../kit/server-process.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

/** The five seconds that an order in flight is given never pass, so that a server which waits for them does not end. */
const endlessGrace = `
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 5_000 ? 2 ** 31 - 1 : ms, ...rest);
`;
const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(endlessGrace)}`];

const endings = [
  { how: 'the end of stdin', end: ({ child }: ServerProcess) => child.stdin?.end(), code: 0 },
  { how: 'SIGINT', end: ({ child }: ServerProcess) => child.kill('SIGINT'), code: 130 },
  { how: 'SIGTERM', end: ({ child }: ServerProcess) => child.kill('SIGTERM'), code: 143 },
  { how: 'SIGHUP', end: ({ child }: ServerProcess) => child.kill('SIGHUP'), code: 129 },
  {
    how: 'a stdout that nobody reads any more',
    end: ({ child, send }: ServerProcess) => {
      child.stdout?.destroy();
      send({ id: 'after', method: 'tools/list' });
    },
    code: 0,
  },
];

async function expectEnd(
  server: ServerProcess,
  { end, code }: { end: (server: ServerProcess) => unknown; code: number },
) {
  end(server);
  expect(await server.ended).toBe(code);
  expect(server.stderr()).toBe('');
}

it.each(endings)('$how ends it at once while a read waits for the provider', async ending => {
  const reading = createGate();
  const sandbox = await openSandbox({
    faults: { order_list: { name: 'hang' } },
    onReceived: () => reading.open(),
  });
  const server = await startServer({ env: sandboxEnv(sandbox), nodeArgs });
  server.send({ id: 'read', method: 'tools/call', params: { name: 'order_list', arguments: {} } });
  await reading.opened;
  await expectEnd(server, ending);
});

it('ends at once when the last call is over, with connections left open', async () => {
  const sandbox = await openSandbox();
  const server = await startServer({ env: sandboxEnv(sandbox), nodeArgs });
  expect(await server.callTool('order_create', createOrder())).toMatchObject({ outcome: 'ordered' });
  expect(await server.callTool('order_list')).toMatchObject({ outcome: 'ok', total: 1 });
  await expectEnd(server, { end: ({ child }) => child.stdin?.end(), code: 0 });
});

it('ends at once when stdin has ended before anything was said', async () => {
  const server = startProcess();
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
  expect([server.stdout(), server.stderr()]).toEqual(['', '']);
});

it('answers what was asked before stdin ended, as in a shell pipeline', async () => {
  const server = startProcess();
  server.send({ id: 1, method: 'initialize', params: clientHello });
  server.send({ id: 2, method: 'tools/list' });
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
  expect(server.answers().map(({ id }) => id)).toEqual([1, 2]);
});

it('ends at once with the embedded sandbox running', async () => {
  const server = await startServer({ args: ['--sandbox'] });
  expect(await server.callTool('server_list')).toMatchObject({ outcome: 'ok', sandbox: true });
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
});

async function expectSession(server: ServerProcess) {
  expect(await server.callTool('order_create', createOrder())).toMatchObject({ outcome: 'ordered' });
  expect(await server.callTool('order_list')).toMatchObject({ outcome: 'ok', total: 1 });
  server.child.stdin?.end();
  expect(await server.ended).toBe(0);
}

it('goes on when the host closes stderr and others write to it', async () => {
  const env = { ...sandboxEnv(await openSandbox()), NODE_DEBUG: '*', VPS_LOG: 'debug' };
  const server = await startServer({ env });
  server.child.stderr?.destroy();
  await expectSession(server);
});

it('goes on when stderr was closed before Node wrote its first line there', async () => {
  const server = startProcess({ env: { ...sandboxEnv(await openSandbox()), NODE_DEBUG: 'net' } });
  server.child.stderr?.destroy();
  await server.request('initialize', clientHello);
  await expectSession(server);
});

/** A host that starts the server, asks it for something that takes long, and tells its process id. */
const host = `
  import { spawn } from 'node:child_process';
  const { command, env, requests } = JSON.parse(process.argv[1]);
  const server = spawn(process.execPath, [command], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  for (const request of requests) server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...request }) + '\\n');
  console.log(server.pid);
  server.stdout.resume();
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('is not left behind when its host is killed in the middle of a wait', async () => {
  const waiting = createGate();
  const sandbox = await openSandbox({
    faults: { order_list: { name: 'hang' } },
    onReceived: () => waiting.open(),
  });
  const setup = {
    command: builtCommand,
    env: { PATH: process.env.PATH, ...sandboxEnv(sandbox), VPS_STATE_DIR: createStateDirectory() },
    requests: [
      { id: 1, method: 'initialize', params: clientHello },
      { id: 2, method: 'tools/call', params: { name: 'order_list', arguments: {} } },
    ],
  };
  const parent = spawn(process.execPath, ['--input-type=module', '-e', host, JSON.stringify(setup)]);
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [output] = await once(parent.stdout, 'data');
  const pid = Number(output);
  onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
  await waiting.opened;
  expect(isAlive(pid)).toBe(true);
  // The host's stderr is the server's too, and closes with the last of them.
  const over = once(parent, 'close');
  parent.stderr.resume();
  parent.kill('SIGKILL');
  await over;
});
