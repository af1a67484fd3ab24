import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { runProcess, sandboxEnv, startServer, toLines } from '../kit/server-process.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

/** Node arguments with which a signal makes the process fail in the given way. */
function failOnSignal(statement: string): string[] {
  const script = `process.on('SIGUSR2', () => { ${statement} });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}

const failures = [
  {
    how: 'an uncaught exception',
    statement: "throw new Error('boom\\n\\u001b[31mat ' + process.env.VPS_API_TOKEN)",
  },
  {
    how: 'an unhandled rejection',
    statement: "Promise.reject(new Error('boom\\n\\u001b[31mat ' + process.env.VPS_API_TOKEN))",
  },
];

describe.each(failures)('$how', ({ statement }) => {
  it('is one line on stderr, without a stack or a secret, and a non-zero exit', async () => {
    const server = await startServer({
      nodeArgs: failOnSignal(statement),
      env: { VPS_API_TOKEN: 'a-secret-token' },
    });
    server.child.kill('SIGUSR2');
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toBe('vps-order-mcp: boom at [redacted]\n');
    expect(server.answers()).toHaveLength(1);
  });
});

it('something thrown that is no error ends the process in the same way', async () => {
  const server = await startServer({ nodeArgs: failOnSignal("throw { secret: 'x' }") });
  server.child.kill('SIGUSR2');
  expect(await server.ended).toBe(1);
  expect(toLines(server.stderr())).toEqual(['vps-order-mcp: unknown error']);
});

it('a crash in the middle of an order leaves a journal that says so, and the order is not sent again', async () => {
  const sending = createGate();
  const sandbox = await openSandbox({
    beforeAnswer: async request => {
      if (request.action !== 'order_create') return;
      sending.open();
      await new Promise(() => {});
    },
  });
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: createStateDirectory() };
  const server = await startServer({ nodeArgs: failOnSignal("throw new Error('boom')"), env });
  server.callTool('order_create', createOrder()).catch(() => {});
  await sending.opened;
  server.child.kill('SIGUSR2');
  expect(await server.ended).toBe(1);

  const { stdout } = await runProcess({ args: ['journal', '--json'], env });
  expect(JSON.parse(stdout)).toMatchObject([
    { state: 'sending', unresolved: true, items: ['My testserver 1'] },
  ]);
  const next = await startServer({ env });
  expect(await next.callTool('order_list')).toMatchObject({
    outcome: 'ok',
    unresolved: [{ state: 'sending', items: ['My testserver 1'] }],
  });
});
