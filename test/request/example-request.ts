import { createOrder } from '../kit/example-order.ts';

type Json = Record<string, unknown>;

/** The documented request, with its reference. */
export function createExampleRequest() {
  return { ...createOrder(), reference: 'Optional order reference' };
}

/** The documented request with other options, other features, other sshd settings. */
export function createRequestWith(changes: { options?: Json; features?: Json; sshd?: Json }) {
  const request = createExampleRequest();
  const [{ product }] = request.items as [(typeof request.items)[number]];
  const { features } = product.options;
  Object.assign(features.sshd, changes.sshd);
  Object.assign(features, changes.features);
  Object.assign(product.options, changes.options);
  return request;
}
