import { expect, it } from 'vitest';
import { sandboxEnv, startServer } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

it.each([
  ['64 KiB, although Node was told to take them', 64, { outcome: 'failed', error: { code: 'bad_response' } }],
  ['some KiB', 8, { outcome: 'ok', total: 0 }],
])('an answer with headers of %s', async (_size, kibibytes, expected) => {
  const sandbox = await openSandbox();
  const headers = { 'x-padding': 'a'.repeat(kibibytes * 1_024) };
  const answer = () => ({ status: 200, headers, body: '[]' });
  sandbox.setFault('order_list', { name: 'scripted', carriesOut: false, answer });
  const server = await startServer({
    env: sandboxEnv(sandbox),
    nodeArgs: ['--max-http-header-size=1048576'],
  });
  expect(await server.callTool('order_list')).toMatchObject(expected);
});
