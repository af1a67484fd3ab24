import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createContext } from '../../src/order-service.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, createStateDirectory } from '../kit/open-server.ts';
import { builtCommand, runProcess, sandboxEnv, toLines } from '../kit/server-process.ts';
import { spawnServer } from '../kit/spawn-server.ts';
import { createScriptedIntent, leaveRecord } from '../orders/scripted-context.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

it('hands a script all of a long journal', async () => {
  const settings = createSettings(await openSandbox());
  const context = createContext(settings, { version: '0.0.0', now: Date.now });
  // Above the 64 KiB that a pipe holds, for a reader that first lets two more such commands come to their ends.
  for (let order = 0; order < 24; order++)
    await leaveRecord(context, createScriptedIntent(), { state: 'not_ordered' }, 'n'.repeat(3_000));
  const env = { VPS_API_URL: settings.apiUrl.href, VPS_STATE_DIR: settings.stateDirectory };
  const command = `'${process.execPath}' '${builtCommand}' journal --json`;
  const pipeline = `${command} | { ${command} > /dev/null; ${command} > /dev/null; cat; }`;
  const stdout = execFileSync('sh', ['-c', pipeline], { env: { ...process.env, ...env }, encoding: 'utf8' });
  expect(stdout.length).toBeGreaterThan(64 * 1024);
  expect(JSON.parse(stdout)).toHaveLength(24);
});

it('a journal that cannot be looked up ends with exit 2 and one line', async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['journal', '--resolve'] });
  expect([code, stdout, toLines(stderr).length]).toEqual([2, '', 1]);
  expect(stderr).toContain('VPS_API_TOKEN');
});

it('a refusal prints the command that settles the order, as it can be typed where the server was started', async () => {
  const sandbox = await openSandbox({ faults: { order_create: { name: 'reset-before', times: 1 } } });
  const stateDirectory = path.join(createStateDirectory(), "it's a state");
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: stateDirectory, VPS_ACCOUNT: 'second' };
  const server = await spawnServer({ env });
  await server.call('order_create', { ...createOrder('api-1'), reference: "-the shop's first" });
  const { next_step } = await server.call('order_create', { ...createOrder('api-1'), idempotency_key: 'b' });
  const [, printed = ''] = /settles it with: (.*) \(or --not-ordered in/.exec(String(next_step)) ?? [];
  const command = printed.replace('--ordered ORDER_ID', '--not-ordered');
  // In a shell of its own, which has nothing of the server's environment.
  const shell = { input: 'yes\n', encoding: 'utf8', env: { PATH: process.env.PATH } } as const;
  expect(execFileSync('sh', ['-c', command], shell)).toContain('Recorded.');
  const again = await server.call('order_create', { ...createOrder('api-1'), idempotency_key: 'b' });
  expect(again).toMatchObject({ outcome: 'ordered', order_id: 73 });
  await server.close();
});
