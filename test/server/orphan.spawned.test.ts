import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand, clientHello, sandboxEnv } from '../kit/server-process.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

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
