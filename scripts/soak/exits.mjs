import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { toEnvironment } from './server.mjs';

const rounds = 5;
const endings = ['stdin end', 'SIGTERM', 'SIGINT', 'SIGHUP'];

const hello = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'soak', version: '1' } },
};
const list = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'order_list', arguments: {} } };

/** From each way to be ended to the end of the process, after a call and with nothing in flight, in milliseconds. */
export async function measureExits(where, servers) {
  const closing = servers.map(async server => {
    const startedAt = performance.now();
    await server.close();
    return performance.now() - startedAt;
  });
  const found = { 'after the soak': await Promise.all(closing) };
  for (const ending of endings) {
    found[ending] = [];
    for (let round = 0; round < rounds; round++) found[ending].push(await measureExit(where, ending));
  }
  return found;
}

async function measureExit(where, ending) {
  const child = spawn(process.execPath, [where.main], {
    env: toEnvironment(where),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write(`${JSON.stringify(hello)}\n${JSON.stringify(list)}\n`);
  let text = '';
  while (!text.includes('"id":2')) text += String((await once(child.stdout, 'data'))[0]);
  const ended = once(child, 'exit');
  const startedAt = performance.now();
  if (ending === 'stdin end') child.stdin.end();
  else child.kill(ending);
  await ended;
  return performance.now() - startedAt;
}
