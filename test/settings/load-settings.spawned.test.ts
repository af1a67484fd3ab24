import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';
import { runProcess, toLines } from '../kit/server-process.ts';
import { writePriceList } from '../money/example-price-list.ts';

it.each([
  [{ env: { VPS_CONFIRM: 'topsecret' } }, 'VPS_CONFIRM has to be one of auto, always, never.'],
  [{ args: ['--max-cpu=topsecret'] }, '--max-cpu has to be a number above 0, without a unit.'],
])('a start with %j ends with exit 2 and one line on stderr', async (given, complaint) => {
  const { code, stdout, stderr } = await runProcess(given);
  expect([code, stdout, stderr]).toEqual([2, '', `vps-order-mcp: ${complaint}\n`]);
});

it('a price list that cannot be read ends the start with exit 2 and the key', async () => {
  const env = { VPS_PRICE_LIST: writePriceList({ prices: { server: '-1' } }) };
  const { code, stdout, stderr } = await runProcess({ env });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^vps-order-mcp: .*prices.server: has to be a price.*\n$/);
});

it('a hint is said at the start', async () => {
  const { code, stderr } = await runProcess({ env: { VPS_READONLY: '1' } });
  expect([code, toLines(stderr).length]).toEqual([0, 1]);
  expect(stderr).toContain('VPS_READONLY is no setting');
});

it('a start with a FIFO as its token file ends with exit 2 and one line', async () => {
  const fifo = path.join(createStateDirectory(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const { code, stderr } = await runProcess({ env: { VPS_API_TOKEN_FILE: fifo } });
  expect([code, stderr]).toEqual([
    2,
    'vps-order-mcp: VPS_API_TOKEN_FILE has to name a regular file, and no directory, pipe or device.\n',
  ]);
});

it('a start without a home directory and an account works with VPS_STATE_DIR', async () => {
  const preload =
    'data:text/javascript,process.getBuiltinModule("node:os").homedir=()=>{throw new Error("ENOENT")};process.getBuiltinModule("node:module").syncBuiltinESMExports()';
  const nodeArgs = ['--import', preload];
  const served = await runProcess({ nodeArgs });
  expect([served.code, served.stderr]).toEqual([0, '']);
  const refused = await runProcess({ nodeArgs, env: { VPS_STATE_DIR: '' } });
  expect([refused.code, refused.stderr]).toEqual([
    2,
    'vps-order-mcp: VPS_STATE_DIR has to be set: there is no home directory to keep the order journal in.\n',
  ]);
  const env = { VPS_STATE_DIR: '', TMPDIR: createStateDirectory() };
  const sandbox = await runProcess({ nodeArgs, env, args: ['--sandbox'] });
  expect([sandbox.code, sandbox.stderr]).toEqual([0, '']);
});
