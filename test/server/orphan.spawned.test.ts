import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand, clientHello, sandboxEnv } from '../kit/server-process.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

/** A host that starts the server, asks it for something that takes long, and tells its process id. */
const host = `
  import { spawn } from 'node:child_process';
  const { command, env, requests } = JSON.parse(process.argv[1]);
  const server = spawn(process.execPath, [command], { env, stdio: ['pipe', 'pipe', 'ignore'] });
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
  parent.kill('SIGKILL');
  const deadline = performance.now() + 10_000;
  while (isAlive(pid) && performance.now() < deadline) await delay(20);
  expect(isAlive(pid)).toBe(false);
});
