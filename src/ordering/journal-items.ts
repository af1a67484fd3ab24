import type { JournalRecord } from '../journal/record.ts';
import { maskUrlQuery } from '../request/cloud-init-url.ts';
import type { OrderItem } from '../request/order-item.ts';
import { parsePublicKeys } from '../request/public-key.ts';

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
