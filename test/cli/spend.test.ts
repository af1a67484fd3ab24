import { expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { examplePriceList } from '../money/example-price-list.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { runJournalCommand } from './command-call.ts';

/** A journal with one paid and one unpaid order, ordered under a price list and a limit. */
async function openSpent() {
  const sandbox = await openSandbox({ creditCents: 13_00 });
  const settings = createSettings(sandbox, {
    priceList: JSON.stringify(examplePriceList),
    limits: { itemsPerOrder: 5, ordersPerDay: 10, costPerMonth: '100' },
  });
  const { call, close } = await openServer({ settings });
  for (const reference of ['web', 'mail'])
    await call('order_create', { ...createOrder(reference), reference });
  await close();
  return async (...args: string[]) => await runJournalCommand(settings, args);
}

const today = new Date().toISOString().slice(0, 10);

it('shows what was estimated and what was invoiced, and what the limits leave', async () => {
  const run = await openSpent();
  const { code, stdout } = await run('--spend');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^MONTH +ORDERS +ESTIMATED +INVOICED +NOT KNOWN\n\d{4}-\d\d +2 +24\.50 EUR +12\.25 EUR +-\n/,
  );
  expect(stdout).toContain('VPS_MAX_COST_PER_MONTH: 24.50 of 100.00 EUR in 30 days, 75.50 left.');
});

it('shows the same to a script, by reference, and since a day', async () => {
  const run = await openSpent();
  const report = JSON.parse((await run('--spend', '--json', '--by=reference')).stdout) as object;
  expect(report).toMatchObject({
    rows: [
      { group: 'web', orders: 1 },
      { group: 'mail', orders: 1 },
    ],
  });
  expect((await run('--spend', `--since=${today}`)).stdout).toContain(`Since ${today}.`);
  expect((await run('--spend', '--since=2999-01-01')).stdout).toContain('Nothing was ordered in this time.');
});

it('writes a row an order as CSV', async () => {
  const run = await openSpent();
  const { stdout } = await run('--spend', '--csv');
  expect(await run('--csv')).toEqual({ code: 0, stdout });
  expect(stdout.split('\r\n')).toHaveLength(4);
  expect(stdout).toMatch(/\r\n12\.25,EUR,Purchase,mail,/);
});

it.each([
  [['--spend', '--by=week'], '--by has to be one of day, month, reference'],
  [['--spend', '--since=yesterday'], '--since takes a day, such as 2026-11-01'],
  [['--spend', '--since=2026-02-31'], '--since takes a day'],
])('refuses %j', async (args, message) => {
  const settings = createSettings({ apiUrl: 'http://127.0.0.1:9/api', token: 'token' });
  await expect(runJournalCommand(settings, args)).rejects.toThrow(message);
});
