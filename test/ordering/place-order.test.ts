import { describe, expect, it } from 'vitest';
import { createContext } from '../../src/backend/open-backend.ts';
import type { RecordState } from '../../src/journal/record.ts';
import { createBudget } from '../../src/ordering/budget.ts';
import { createIntent } from '../../src/ordering/intent.ts';
import { orderCreateArgumentsSchema } from '../../src/request/order-create-arguments.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings } from '../kit/open-server.ts';
import { createClock, openSandbox } from '../sandbox/sandbox-client.ts';
import { placeIntent } from './scripted-desk.ts';

const args = orderCreateArgumentsSchema.parse(createOrder());

/** A process whose journal holds a record that another process left in a state. */
async function openWith(state: RecordState) {
  const sandbox = await openSandbox();
  const clock = createClock();
  const { token } = sandbox;
  const settings = { ...createSettings(sandbox), credentials: { kind: 'token', token } as const };
  const context = createContext(settings, { version: '0.0.0', now: clock.now, elapsed: clock.now });
  const intent = createIntent(args);
  const claimed = await context.journal.claim({
    patience_ms: 5_000,
    intent_id: intent.id,
    request_digest: intent.digest,
    reference: intent.reference,
    reference_origin: 'random',
    credential: await context.journal.fingerprint(),
    items: [{ name: 'My testserver 1' }],
    baseline: '0',
  });
  if (state !== 'claimed') await context.journal.change(claimed, { state });
  const place = () => placeIntent(context, createIntent(args), { budget: createBudget(1_400) });
  return { sandbox, clock, context, place };
}

describe('a record that another process is working on', () => {
  it.each(['claimed', 'sending'] as const)('and that is %s is waited for and left alone', async state => {
    const { sandbox, context, place } = await openWith(state);
    const result = await place();
    expect(result).toMatchObject({ outcome: 'unknown', error: { code: 'in_progress', retryable: true } });
    expect((await context.journal.records())[0]).toMatchObject({ state });
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(0);
  });
});

describe('a record that was abandoned', () => {
  it('as claimed is void, and its owner can not send any more', async () => {
    const { sandbox, clock, context, place } = await openWith('claimed');
    const [abandoned] = await context.journal.records();
    clock.advance(5_001);
    await place().catch(() => {});
    const [record] = await context.journal.records();
    expect(record?.state).toBe('void');
    expect(abandoned && (await context.journal.change(abandoned, { state: 'sending' }))).toBeUndefined();
    expect(sandbox.orders().length).toBeLessThanOrEqual(1);
  });

  it('as sending is looked up and never sent', async () => {
    const { sandbox, clock, context, place } = await openWith('sending');
    clock.advance(5_001);
    expect(await place()).toMatchObject({ outcome: 'unknown', error: { code: 'unresolved' } });
    expect((await context.journal.records())[0]).toMatchObject({ state: 'unknown' });
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(0);
  });
});
