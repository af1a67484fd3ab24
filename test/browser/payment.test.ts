import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { eras } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { useBrowser } from './open-page.ts';
import { spawnClient } from './spawn-client.ts';

const openPage = useBrowser();
const name = `web <b>1</b> & "more"`;

/** Waits as an agent does: an answer comes with every change, and a paid order changes before it is ready. */
async function waitUntilReady(call: Awaited<ReturnType<typeof spawnClient>>) {
  for (let calls = 0; calls < 5; calls++) {
    const result = await call('order_status', { order_id: 73, wait_seconds: 45 });
    if (result.ready === true || result.outcome !== 'ok') return result;
  }
  throw new Error('the order did not become ready');
}

describe.each(eras)('an order of a %s client', era => {
  it('is paid on the page of its result, by a press of the button and not by the visit', async () => {
    const sandbox = await openSandbox({ creditCents: 0, provisioningMs: 1_500 });
    const call = await spawnClient(sandbox, { era });
    const ordered = await call('order_create', createOrder(name));
    expect(ordered).toMatchObject({ outcome: 'payment_required', order_id: 73 });

    const { page, incidents } = await openPage();
    await page.goto((ordered.payment as { url: string }).url);
    expect(await page.getByText(name, { exact: true }).count()).toBe(1);
    const visited = await call('order_status', { order_id: 73 });
    expect(visited.outcome).toBe('payment_required');

    await page.getByRole('button', { name: 'Pay 12.25 EUR' }).click();
    await page.getByText('Paid', { exact: true }).waitFor();
    const result = await waitUntilReady(call);
    expect(result).toMatchObject({ outcome: 'ok', ready: true, servers: [{ name, order_item_id: 1293 }] });

    await page.getByRole('link', { name: /Account with all orders/ }).click();
    expect(await page.getByRole('region', { name: /Servers/ }).textContent()).toContain(name);
    expect(incidents).toEqual([]);
  });

  it('is paid on the page that the person is asked to open, in the course of one order_status', async () => {
    const sandbox = await openSandbox({ creditCents: 0, provisioningMs: 1_500 });
    const { page } = await openPage();
    const call = await spawnClient(sandbox, {
      era,
      openPage: async url => {
        await page.goto(url);
        await page.getByRole('button').click();
        await page.getByRole('status').waitFor();
      },
    });
    expect(await call('order_create', createOrder(name))).toMatchObject({ outcome: 'payment_required' });
    const paid = await call('order_status', { order_id: 73, wait_seconds: 45 });
    expect(paid).toMatchObject({ outcome: 'ok', changed: true });
    expect(await waitUntilReady(call)).toMatchObject({ outcome: 'ok', ready: true });
    expect(sandbox.orders()).toHaveLength(1);
  });
});
