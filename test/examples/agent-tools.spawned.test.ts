import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand } from '../kit/server-process.ts';

const script = fileURLToPath(new URL('../../examples/agent-tools.mjs', import.meta.url));

it('a scripted model that is handed the tools orders a server, waits for it, and finds its address', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--server', builtCommand], {
    env: { PATH: process.env.PATH, HOME: createStateDirectory() },
  });
  const { answer, calls } = JSON.parse(stdout);
  expect(answer).toMatch(/^web-1 is ready at \d+\.\d+\.\d+\.\d+\.$/);
  expect(calls[0]).toEqual({ name: 'order_create', outcome: 'dry_run' });
  expect(calls.filter(({ outcome }: { outcome: string }) => outcome === 'ordered')).toHaveLength(1);
  expect(calls.at(-1)).toEqual({ name: 'order_status', outcome: 'ok' });
});
