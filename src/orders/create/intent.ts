import { createHash, randomBytes } from 'node:crypto';
import type { JournalRecord } from '../../journal/record.ts';
import { digestMeaning } from '../../request/canonical-form.ts';
import { maskUrlQuery, type OrderItem, type OrderRequest } from '../../request/order-arguments.ts';
import { parsePublicKeys } from '../../request/ssh-keys.ts';

/** One wish to order: what the request is, and what names it. */
export interface Intent {
  readonly request: OrderRequest;
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

export function createIntent(request: OrderRequest): Intent {
  const id = createId();
  return {
    request,
    id,
    key: request.idempotency_key,
    digest: digestMeaning(request),
    namelessDigest: digestMeaning({ items: request.items.map(item => ({ ...item, name: '' })) }),
    names: request.items.map(({ name }) => name),
    ...chooseReference(request, id),
  };
}

/** The same wish under another name: a new one, or that under which a person was asked about it before. */
export function renameIntent(intent: Intent, id = createId()): Intent {
  return { ...intent, id, ...chooseReference(intent.request, id) };
}

function createId(): string {
  return randomBytes(10).toString('hex');
}

/** The order's JSON on the wire, without `action`. */
export function toWireOrder(intent: Intent): { items: OrderRequest['items']; reference: string } {
  return { items: intent.request.items, reference: intent.reference };
}

function chooseReference(request: OrderRequest, id: string): Pick<Intent, 'reference' | 'referenceOrigin'> {
  if (request.reference !== undefined) return { reference: request.reference, referenceOrigin: 'caller' };
  if (request.idempotency_key === undefined) {
    return { reference: `vps-${id}`, referenceOrigin: 'random' };
  }
  const digest = createHash('sha256').update(`vps-order-mcp\n${request.idempotency_key}`).digest('hex');
  return { reference: `vps-${digest.slice(0, 20)}`, referenceOrigin: 'key' };
}

/** The items as the journal keeps them: keys as their fingerprints, a URL without its query. */
export function toJournalItems(items: readonly OrderItem[]): JournalRecord['items'] {
  return items.map(({ name, product }) => {
    const { features, ...options } = product.options;
    const { sshd, cloud_init_url, ...others } = features;
    return {
      name,
      ...options,
      ...others,
      ...(sshd && {
        ...sshd,
        authorized_keys: parsePublicKeys(sshd.authorized_keys).map(key => key.fingerprint),
      }),
      ...(cloud_init_url !== undefined && { cloud_init_url: maskUrlQuery(cloud_init_url) }),
    };
  });
}
