import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { createItem } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { builtCommand, runProcess, sandboxEnv, toLines } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

it('hands a script all of a long journal', async () => {
  const sandbox = await openSandbox({ creditCents: 1_000_000_00 });
  const settings = createSettings(sandbox, { limits: { itemsPerOrder: 50, ordersPerDay: 100 } });
  const { call, close } = await openServer({ settings });
  // Above the 64 KiB that a pipe holds, for a reader that first lets two more such commands come to their ends.
  for (let order = 0; order < 24; order++) {
    const items = Array.from({ length: 50 }, (_, item) => createItem(`${'n'.repeat(58)}-${order}-${item}`));
    await call('order_create', { items });
  }
  await close();
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: settings.stateDirectory };
  const command = `'${process.execPath}' '${builtCommand}' journal --json`;
  const pipeline = `${command} | { ${command} > /dev/null; ${command} > /dev/null; cat; }`;
  const stdout = execFileSync('sh', ['-c', pipeline], { env: { ...process.env, ...env }, encoding: 'utf8' });
  expect(stdout.length).toBeGreaterThan(64 * 1024);
  expect(JSON.parse(stdout)).toHaveLength(24);
});

it('a journal that can not be looked up ends with exit 2 and one line', async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['journal', '--resolve'] });
  expect([code, stdout, toLines(stderr).length]).toEqual([2, '', 1]);
  expect(stderr).toContain('VPS_API_TOKEN');
});
