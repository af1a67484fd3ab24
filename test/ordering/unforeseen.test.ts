import { expect, it } from 'vitest';
import { createContext } from '../../src/backend/open-backend.ts';
import { createBudget } from '../../src/ordering/budget.ts';
import { createIntent } from '../../src/ordering/intent.ts';
import { createOrderDesk } from '../../src/ordering/order-desk.ts';
import { orderCreateArgumentsSchema } from '../../src/request/order-create-arguments.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

async function openContext(options: { creditCents?: number } = {}) {
  const sandbox = await openSandbox(options);
  const credentials = { kind: 'token', token: sandbox.token } as const;
  return createContext({ ...createSettings(sandbox), credentials }, { version: '0.0.0', now: Date.now });
}

const intent = () => createIntent(orderCreateArgumentsSchema.parse(createOrder()));

it('an error that nobody foresaw while sending is never taken for not ordered', async () => {
  const context = await openContext();
  const provider = {
    ...context.provider,
    write: () => Promise.reject(new TypeError('a bug')),
  };
  const desk = createOrderDesk({ ...context, provider });
  const result = await desk.place(intent(), { budget: createBudget() });
  expect(result).toMatchObject({ outcome: 'unknown', reference: expect.any(String) });
  expect(await context.journal.records()).toMatchObject([{ state: 'unknown' }]);
});

it('an answer that can not be presented still goes out as its outcome, order id and reference', async () => {
  const context = await openContext({ creditCents: 0 });
  const settings = {
    ...context.settings,
    get paymentHosts(): string[] {
      throw new TypeError('a bug');
    },
  };
  const desk = createOrderDesk({ ...context, settings });
  const result = await desk.place(intent(), { budget: createBudget() });
  expect(result).toMatchObject({ outcome: 'payment_required', order_id: 73, reference: expect.any(String) });
  expect(await context.journal.records()).toMatchObject([{ state: 'payment_required', order_id: '73' }]);
});
