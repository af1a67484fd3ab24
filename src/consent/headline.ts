import type { OrderItem } from '../request/order-arguments.ts';

/** The first two lines of a question together: a client shows three rows of some 75 characters, and no more. */
const maxLength = 150;

/** What decides, in two lines without a blank one between: what happens, and what is most to be known of it. */
export function renderHeadline(what: string, toKnow: readonly string[]): string[] {
  const first = shorten(what, (2 * maxLength) / 3);
  const second = shorten(toKnow.join(' '), maxLength - first.length - 1);
  return second === '' ? [first] : [first, second];
}

/** Cut at a word where it is too long; the whole text stands below. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), length / 2)).trimEnd()}…`;
}

/** How many servers of which size, such as `2 servers, each 2 GB RAM, 4 CPU, 25 GB`. */
export function renderSizes(items: readonly OrderItem[]): string {
  const sizes = items.map(({ product: { options } }) => [
    options.quantity_ram_gb,
    options.quantity_cpu,
    options.quantity_storage_gb,
  ]);
  const [size = [], ...others] = sizes;
  const isOne = others.every(other => other.join() === size.join());
  // Fractions of GB add up as decimals, not as doubles.
  const total = size.map((_, part) =>
    Number(sizes.reduce((sum, row) => sum + (row[part] ?? 0), 0).toFixed(3)),
  );
  const [ram, cpu, storage] = isOne ? size : total;
  const count = items.length === 1 ? '1 server' : `${items.length} servers, ${isOne ? 'each' : 'together'}`;
  return `${count}${items.length === 1 ? ' with' : ''} ${ram} GB RAM, ${cpu} CPU, ${storage} GB disk`;
}
