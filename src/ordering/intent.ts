import { createHash, randomBytes } from 'node:crypto';
import { digestMeaning, serverNames } from '../request/meaning.ts';
import type { OrderCreateArguments } from '../request/order-create-arguments.ts';

/** One wish to order: what the request is, and what names it. */
export interface Intent {
  readonly arguments: OrderCreateArguments;
  /** Single-use name of this wish: a person's yes to it is a yes to one order. */
  readonly id: string;
  readonly key?: string;
  /** Of the request's meaning: the same however it is spelled, and whatever its key and its reference are. */
  readonly digest: string;
  /** The same of the servers without their names. */
  readonly namelessDigest: string;
  readonly names: readonly string[];
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
    digest: digestMeaning(args),
    namelessDigest: digestMeaning({ items: args.items.map(item => ({ ...item, name: '' })) }),
    names: serverNames(args),
    ...chooseReference(args, id),
  };
}

/** The order's JSON on the wire, without `action`. */
export function toWireOrder(intent: Intent): { items: OrderCreateArguments['items']; reference: string } {
  return { items: intent.arguments.items, reference: intent.reference };
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
