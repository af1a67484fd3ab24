import { LosslessNumber, stringify } from 'lossless-json';

const idKeys: ReadonlySet<string> = new Set(['order_id', 'order_item_id']);

/** A request's JSON text. Ids are kept as digits on our side and written as the documented JSON numbers, never rounded. */
export function writeJson(request: object): string {
  const text = stringify(request, (key, value) =>
    idKeys.has(key) && typeof value === 'string' && /^\d{1,20}$/.test(value)
      ? new LosslessNumber(value)
      : value,
  );
  return text ?? '{}';
}
