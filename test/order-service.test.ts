import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { expect, it, onTestFinished } from 'vitest';
import { openOrderService } from '../src/order-service.ts';
import { createSettings } from './kit/open-server.ts';
import { openSandbox } from './sandbox/sandbox-client.ts';

function hangReaddir(): void {
  const { readdir } = files;
  const put = (present: unknown) => {
    Object.assign(files, { readdir: present });
    syncBuiltinESMExports();
  };
  put(() => new Promise(() => {}));
  onTestFinished(() => put(readdir));
}

it('a journal that begins to hang at the end of a call is not waited for', async () => {
  const sandbox = await openSandbox();
  const orderService = await openOrderService({
    settings: createSettings(sandbox),
    version: '0.0.0',
    now: Date.now,
  });
  onTestFinished(() => orderService.close());
  hangReaddir();
  let remainingMs = 45_000;
  sandbox.hooks.beforeAnswer = () => {
    remainingMs = 1;
  };
  const startedAt = performance.now();
  const listed = await orderService.listOrders(
    { limit: 1, offset: 0 },
    { budget: { remainingMs: () => remainingMs } },
  );
  expect(listed).toMatchObject({ outcome: 'ok', warnings: [expect.stringContaining('journal')] });
  // The journal's own deadline is 5 s.
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});
