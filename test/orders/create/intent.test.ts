import { expect, it } from 'vitest';
import { createIntent } from '../../../src/orders/create/intent.ts';
import { orderRequestSchema } from '../../../src/request/order-arguments.ts';
import { createOrder } from '../../kit/example-order.ts';

it('a key makes the same reference in every release, so that an order is found again without its journal', () => {
  const intent = createIntent(orderRequestSchema.parse({ ...createOrder(), idempotency_key: 'job-1' }));
  expect(intent).toMatchObject({ reference: 'vps-06bf944bb86835ac243c', referenceOrigin: 'key' });
});
