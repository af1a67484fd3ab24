import { describe, expect, it } from 'vitest';
import { VpsError } from '../../src/errors/vps-error.ts';
import { createContext } from '../../src/order-service.ts';
import { createIntent } from '../../src/orders/create/intent.ts';
import type { ProviderClient } from '../../src/provider/provider-client.ts';
import type { Json } from '../../src/provider/reply.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { createBudget } from '../../src/time-budget.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { toListed } from './listed-order.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  leaveRecord,
  openScriptedContext,
  placeIntent,
} from './scripted-context.ts';

async function openContext(options: { creditCents?: number } = {}) {
  const sandbox = await openSandbox(options);
  const credentials = { kind: 'token', token: sandbox.token } as const;
  return createContext({ ...createSettings(sandbox), credentials }, { version: '0.0.0', now: Date.now });
}

const intent = () => createIntent(orderRequestSchema.parse(createOrder()));

it('an error that nobody foresaw while sending is never taken for not ordered', async () => {
  const context = await openContext();
  const provider = {
    ...context.provider,
    write: () => Promise.reject(new TypeError('a bug')),
  };
  const result = await placeIntent({ ...context, provider }, intent(), { budget: createBudget() });
  expect(result).toMatchObject({ outcome: 'unknown', reference: expect.any(String) });
  expect((await context.journal.records()).all).toMatchObject([{ state: 'unknown' }]);
});

it('an answer that cannot be presented still goes out as its outcome, order id and reference', async () => {
  const context = await openContext({ creditCents: 0 });
  const settings = {
    ...context.settings,
    get paymentHosts(): string[] {
      throw new TypeError('a bug');
    },
  };
  const result = await placeIntent({ ...context, settings }, intent(), { budget: createBudget() });
  expect(result).toMatchObject({ outcome: 'payment_required', order_id: 73, reference: expect.any(String) });
  expect((await context.journal.records()).all).toMatchObject([
    { state: 'payment_required', order_id: '73' },
  ]);
});

it('an order that was sent goes out with its id when the journal can no longer be read', async () => {
  const context = await openContext();
  let isSent = false;
  const provider: ProviderClient = {
    ...context.provider,
    write: (...request) => {
      isSent = true;
      return context.provider.write(...request);
    },
  };
  const records = () =>
    isSent ? Promise.reject(new VpsError('state_unwritable', 'gone')) : context.journal.records();
  const cut = { ...context, provider, journal: { ...context.journal, records } };
  const result = await placeIntent(cut, intent(), { budget: createBudget() });
  expect(result).toMatchObject({ outcome: 'ordered', order_id: 73 });
});

/** The same call again, of a server in which building an answer about a payment throws. */
async function repeatWithBug(left: Parameters<typeof leaveRecord>[2], read: () => Json) {
  const { context } = openScriptedContext({ read });
  const wish = createScriptedIntent({ idempotency_key: 'job-1' });
  await leaveRecord(context, wish, left);
  const settings = {
    ...context.settings,
    get paymentHosts(): string[] {
      throw new TypeError('a bug');
    },
  };
  const call = { budget: createStandingBudget() };
  const answers = [await placeIntent({ ...context, settings }, wish, call)];
  return { answers, reference: wish.reference, records: (await context.journal.records()).all };
}

describe('a repeat that cannot be presented', () => {
  it.each([
    ['ordered', { state: 'ordered', order_id: '73' }],
    ['waiting for payment', { state: 'payment_required', order_id: '73', payment: {} }],
  ] as const)('still answers what the journal knows of an order that is %s', async (_, left) => {
    const unpaid = toListed({ order_id: 73, status: 402 });
    const { answers, reference, records } = await repeatWithBug(left, () => unpaid);
    for (const answer of answers)
      expect(answer).toMatchObject({
        outcome: left.state,
        order_id: 73,
        reference,
        next_step: expect.any(String),
      });
    expect(records).toMatchObject([{ ...left, revision: 2 }]);
  });

  it('still answers that an order without a known id waits for payment', async () => {
    const { answers, reference } = await repeatWithBug({ state: 'payment_required' }, () => []);
    for (const answer of answers) {
      expect(answer).toMatchObject({ outcome: 'payment_required', reference });
      expect(answer.next_step).toContain('never order again');
    }
  });

  it('still answers unknown when the order may have been sent', async () => {
    const unpaid = toListed({ order_id: 73, status: 402 });
    const { answers, reference } = await repeatWithBug({ state: 'unknown', order_id: '73' }, () => unpaid);
    for (const answer of answers) {
      expect(answer).toMatchObject({ outcome: 'unknown', order_id: 73, reference });
      expect(answer?.next_step).toContain('do not order it in another way');
    }
  });
});
