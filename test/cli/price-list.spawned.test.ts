import { expect, it } from 'vitest';
import { runProcess, toLines } from '../kit/server-process.ts';
import { writePriceList } from '../money/example-price-list.ts';

it.each([
  [{ currancy: 'EUR' }, 'Unrecognized key: "currancy"'],
  [{ currency: 'Euro' }, 'currency: has to be a currency code'],
  [{ prices: { server: '-1' } }, 'prices.server: has to be a price'],
])('a price list with %j ends the start with exit 2 and the key', async (change, message) => {
  const { code, stdout, stderr } = await runProcess({ env: { VPS_PRICE_LIST: writePriceList(change) } });
  expect([code, stdout, toLines(stderr)]).toEqual([2, '', [expect.stringContaining(message)]]);
});

it('doctor says that a price list has expired, or cannot be used', async () => {
  const visit = async (change: object) =>
    (await runProcess({ args: ['doctor'], env: { VPS_PRICE_LIST: writePriceList(change) } })).stdout;
  expect(await visit({ expires_on: '2026-11-20' })).toMatch(/problem +price list +expired on 2026-11-20/);
  expect(await visit({ expires_on: undefined })).toMatch(/ok +price list +prices in EUR of 2026-11-20/);
});

it('doctor goes on beside a price list that cannot be used', async () => {
  const env = { VPS_PRICE_LIST: writePriceList({ format: 2 }) };
  const { code, stdout, stderr } = await runProcess({ args: ['doctor'], env });
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout).toMatch(/problem +price list .*format: Invalid input: expected 1/);
  expect(stdout).toMatch(/ok +order journal +0 records/);
});
