import { describe, expect, it } from 'vitest';
import { createOrder } from '../../kit/example-order.ts';
import { bendAnswer, toFault } from '../../kit/scripted-answer.ts';
import { call as callSandbox } from '../../sandbox/sandbox-client.ts';
import { afterAnswer, openWatching } from './open-watching.ts';

describe('waiting for an order', () => {
  it('ends when every item has its server, with the servers and how long it took', async () => {
    const { status, count } = await openWatching({ paid: true, names: ['web', 'db'] });
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({
      outcome: 'ok',
      ready: true,
      servers: [
        { order_item_id: 1293, name: 'web' },
        { order_item_id: 1294, name: 'db' },
      ],
      next_step: expect.stringMatching(
        /^The servers are ready, whatever .*: tell the person their addresses\.$/,
      ),
    });
    expect(result.waited_seconds).toBeGreaterThanOrEqual(3);
    expect(result.waited_seconds).toBeLessThan(6);
    expect(count('server_list')).toBe(2 * count('order_status'));
  });

  it('answers at once when it is ready already, or when no waiting is asked for', async () => {
    const { status, advance, count } = await openWatching({ paid: true });
    const before = await status();
    expect(before).toMatchObject({ outcome: 'ok', ready: false, order: { order_id: 73, state: 'accepted' } });
    expect(before).not.toHaveProperty('waited_seconds');
    expect(before).not.toHaveProperty('changed');
    advance(3_000);
    expect(await status({ wait_seconds: 45 })).toMatchObject({
      ready: true,
    });
    expect(count('order_status')).toBe(2);
  });

  it('ends when the time is up, having looked ever more rarely', async () => {
    const { status, count } = await openWatching();
    const result = await status({ wait_seconds: 40 });
    expect(result).toMatchObject({ ready: false, waited_seconds: 40 });
    expect(count('order_status')).toBeGreaterThan(9);
    expect(count('order_status')).toBeLessThan(18);
  });

  it('says that the order was cancelled, though its servers still run', async () => {
    const { call } = await openWatching({ paid: true });
    const order = await call('order_create', createOrder('mail'));
    const args = { order_id: order.order_id };
    expect(await call('order_status', { ...args, wait_seconds: 45 })).toMatchObject({ ready: true });
    const ends_at = '2026-03-31T10:00:00.000Z';
    const next_step = expect.stringMatching(
      /^Cancelled: what is paid runs until 2026-03-31T10:00:00.000Z and is not renewed/,
    );
    expect(await call('order_cancel', args)).toMatchObject({ outcome: 'cancelled', ends_at, next_step });
    const status = await call('order_status', args);
    expect(status).toMatchObject({ outcome: 'ok', order: { state: 'cancelled' }, ends_at, next_step });
    expect(status).not.toHaveProperty('ready');
    expect(await call('order_cancel', args)).toMatchObject({ outcome: 'cancelled', ends_at, next_step });
  });

  it('never waits longer than 45 seconds', async () => {
    const { status } = await openWatching();
    expect((await status({ wait_seconds: 45 })).waited_seconds).toBeLessThan(45);
    const refused = await status({ wait_seconds: 46 });
    expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'invalid_request' } });
  });

  it('ends when the order changes', async () => {
    const { status, sandbox, count } = await openWatching({
      paid: true,
      sandbox: { provisioningMs: 600_000 },
    });
    const queued = bendAnswer(json => ({ ...json, message: 'Queued' }));
    afterAnswer(sandbox, { action: 'order_status', times: 3 }, () =>
      sandbox.setFault('order_status', queued),
    );
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'ok', ready: false, changed: true });
    expect(count('order_status')).toBe(4);
  });

  it('ends at once when an item has failed, or fails meanwhile', async () => {
    const { status, sandbox, count } = await openWatching({ paid: true, names: ['web', 'db'] });
    const failing = bendAnswer(json => ({
      ...json,
      order_items: [
        { id: 1293, status: 507 },
        { id: 1294, status: 200 },
      ],
    }));
    afterAnswer(sandbox, { action: 'order_status', times: 2 }, () =>
      sandbox.setFault('order_status', failing),
    );
    const during = await status({ wait_seconds: 45 });
    expect(during).toMatchObject({
      outcome: 'ok',
      ready: false,
      changed: true,
      order: { order_items: [{ state: 'failed' }, { state: 'accepted' }] },
    });
    expect(during.next_step).toContain('what failed');
    expect(count('order_status')).toBe(3);
    expect(await status({ wait_seconds: 45 })).toMatchObject({});
    expect(count('order_status')).toBe(4);
  });

  it('goes on for the other items when one was cancelled before it was paid', async () => {
    const { status, sandbox } = await openWatching({ names: ['web', 'db'] });
    await callSandbox(sandbox, { action: 'order_cancel', order_id: 73, order_item_id: 1294 });
    const unpaid = await status({ wait_seconds: 20 });
    expect(unpaid).toMatchObject({
      outcome: 'payment_required',
      waited_seconds: 20,
      payment: { amount: '12.25' },
    });
    sandbox.pay(501);
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({ ready: true, servers: [{ name: 'web' }] });
  });

  it('ends at once when everything of the order was cancelled, and says so', async () => {
    const { status, sandbox } = await openWatching();
    await callSandbox(sandbox, { action: 'order_cancel', order_id: 73 });
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'ok', ready: false });
    expect(result.next_step).toContain('cancelled or has ended');
  });

  it('names server_list when the provider names no items', async () => {
    const { status, sandbox } = await openWatching({ paid: true, sandbox: { provisioningMs: 600_000 } });
    sandbox.setFault(
      'order_status',
      bendAnswer(({ order_items: _, ...json }) => ({ ...json, customer: 7 })),
    );
    const result = await status({ wait_seconds: 5 });
    expect(result).toMatchObject({ outcome: 'ok', ready: false, waited_seconds: 5, order: { customer: 7 } });
    expect(result.next_step).toContain('server_list');
  });
});

describe('waiting at a provider with troubles', () => {
  it.each(['status-500', 'json-status-503'] as const)('outlasts some looks answered with %s', async name => {
    const { status, sandbox } = await openWatching({ paid: true });
    afterAnswer(sandbox, { action: 'order_status', times: 1 }, () =>
      sandbox.setFault('order_status', toFault(name, { times: 4 })),
    );
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'ok', ready: true });
    expect(result).not.toHaveProperty('warnings');
  });

  it('answers what it saw last, with a warning, when the looks fail to the end', async () => {
    const { status, sandbox } = await openWatching({ paid: true });
    afterAnswer(sandbox, { action: 'order_status', times: 1 }, () =>
      sandbox.setFault('order_status', toFault('not-json')),
    );
    const result = await status({ wait_seconds: 20 });
    expect(result).toMatchObject({ outcome: 'ok', ready: false, waited_seconds: 20 });
    expect(result.warnings).toEqual([expect.stringContaining('The last look failed')]);
  });

  it('answers failed when the first look fails', async () => {
    const { status, sandbox } = await openWatching({ paid: true });
    sandbox.setFault('order_status', { name: 'status-503' });
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'unavailable', retryable: true } });
  });

  it('answers not_found for an order that disappears, after looking three times', async () => {
    const { status, sandbox, count } = await openWatching({ paid: true });
    afterAnswer(sandbox, { action: 'order_status', times: 1 }, () =>
      sandbox.setFault('order_status', { name: 'status-404' }),
    );
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_found' } });
    expect(count('order_status')).toBe(4);
  });

  it.each(['status-404', 'json-status-404'] as const)(
    'takes an order that is missing for two looks (%s) for lagging',
    async name => {
      const { status, sandbox } = await openWatching({ paid: true });
      afterAnswer(sandbox, { action: 'order_status', times: 1 }, () =>
        sandbox.setFault('order_status', toFault(name, { times: 2 })),
      );
      expect(await status({ wait_seconds: 45 })).toMatchObject({ outcome: 'ok', ready: true });
    },
  );

  it('says when the servers cannot be read, and is ready once they can', async () => {
    const { status, sandbox, advance } = await openWatching({ paid: true });
    advance(3_000);
    sandbox.setFault('server_list', toFault('not-json', { times: 2 }));
    const first = await status();
    expect(first).toMatchObject({ outcome: 'ok', ready: false });
    expect(first.warnings).toEqual([expect.stringContaining('servers')]);
    expect(await status({ wait_seconds: 45 })).toMatchObject({ ready: true, servers: [{ name: 'web' }] });
  });
});
