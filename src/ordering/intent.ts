import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { OrderCreateArguments } from '../request/order-create-arguments.ts';

/** One wish to order: what the request is, and what names it. */
export interface Intent {
  readonly arguments: OrderCreateArguments;
  /** Single-use name of this wish: a person's yes to it is a yes to one order. */
  readonly id: string;
  readonly key?: string;
  /** SHA-256 of the canonical request: RFC 8785 JSON without key, dry run and generated reference. */
  readonly digest: string;
  /** What the order carries on the wire as its `reference`. */
  readonly reference: string;
  readonly referenceOrigin: 'caller' | 'key' | 'random';
}

/** @param id given again when a person was asked about this very intent before. */
export function createIntent(args: OrderCreateArguments, id = randomBytes(10).toString('hex')): Intent {
  return {
    arguments: args,
    id,
    key: args.idempotency_key,
    digest: digestRequest(args),
    ...chooseReference(args, id),
  };
}

/** The order's JSON on the wire, without `action`. */
export function toWireOrder(intent: Intent): { items: OrderCreateArguments['items']; reference: string } {
  return { items: intent.arguments.items, reference: intent.reference };
}

function digestRequest({ items, reference }: OrderCreateArguments): string {
  return createHash('sha256')
    .update(canonicalize({ items, reference }) ?? '')
    .digest('hex');
}

function chooseReference(
  args: OrderCreateArguments,
  id: string,
): Pick<Intent, 'reference' | 'referenceOrigin'> {
  if (args.reference !== undefined) return { reference: args.reference, referenceOrigin: 'caller' };
  if (args.idempotency_key === undefined) {
    return { reference: `vps-${id}`, referenceOrigin: 'random' };
  }
  const digest = createHash('sha256').update(`vps-order-mcp\n${args.idempotency_key}`).digest('hex');
  return { reference: `vps-${digest.slice(0, 20)}`, referenceOrigin: 'key' };
}
