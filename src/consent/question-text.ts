import { type Estimate, renderEstimate, renderPrice } from '../money/estimate.ts';
import { stripText } from '../provider/clean-and-redact.ts';
import { type Order, readEndsAt } from '../provider/order.ts';
import { maskUrlQuery, type OrderItem } from '../request/order-arguments.ts';
import { parsePublicKeys } from '../request/ssh-keys.ts';

export interface OrderQuestion {
  readonly items: readonly OrderItem[];
  readonly reference: string;
  readonly host: string;
  readonly estimate: Estimate | undefined;
  readonly sandbox: boolean;
  /** What is not settled and resembles this order. */
  readonly openOrders: readonly string[];
  readonly opensSsh: boolean;
  readonly warnings: readonly string[];
}

/** The question before an order is sent: first what decides, then exactly what will happen, never cut short. */
export function renderOrderQuestion(question: OrderQuestion): string {
  const { items, reference, host, estimate, sandbox, openOrders, opensSsh, warnings } = question;
  const what = `${sandbox ? 'SANDBOX: ' : ''}Order ${renderSizes(items)} at ${host}?`;
  // An order that is open may be this very one, so it goes before every other warning.
  const gravest =
    openOrders.length > 0
      ? 'An order like this is open, see below.'
      : opensSsh
        ? 'SSH is open to half of the internet or more.'
        : warnings[0];
  const price = renderPrice(estimate);
  return renderParagraphs([
    renderHeadline(what, gravest === undefined ? price : `${price} ${gravest}`),
    ...openOrders.map(order => [`An order like this is open: ${order}. A yes orders another one beside it.`]),
    ...items.map((item, index) => renderItem(item, index + 1)),
    [`Reference: ${quoteText(reference)}`],
    ...warnings.map(warning => [`Warning: ${warning}`]),
    [
      renderEstimate(estimate),
      'Credit of the account may be charged, or an invoice made.',
      ...(sandbox ? ['This is the sandbox: it has play money only.'] : []),
    ],
  ]);
}

/** How many servers of which size, such as `2 servers, each 2 GB RAM, 4 CPU, 25 GB`. */
function renderSizes(items: readonly OrderItem[]): string {
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

function renderItem({ name, product }: OrderItem, number: number): string[] {
  const { features, ...options } = product.options;
  const facts = [
    `RAM ${options.quantity_ram_gb} GB, CPU ${options.quantity_cpu}, storage ${options.quantity_storage_gb} GB`,
    `Operating system: ${renderSystem(options)}`,
    `IPv4 address: ${renderChoice(features.ipv4)}`,
    ...renderAccess(features.sshd),
    ...renderIfGiven('Firewall group', options.firewall_id),
    ...renderIfGiven(
      'Its address is added to that group (firewall_addme)',
      options.firewall_addme && renderChoice(options.firewall_addme),
    ),
    ...renderIfGiven('Antiaffinity', options.antiaffinity),
    ...renderIfGiven(
      'Cloud-init is loaded from',
      features.cloud_init_url && maskUrlQuery(features.cloud_init_url),
    ),
  ];
  return [`${number}. ${product.name} ${quoteText(name)}`, ...facts.map(fact => `   ${fact}`)];
}

type Options = OrderItem['product']['options'];

function renderSystem({ os, os_version }: Pick<Options, 'os' | 'os_version'>): string {
  if (typeof os === 'number') return `number ${os} of the provider's`;
  return [os, os_version]
    .filter(part => part !== undefined)
    .map(quoteText)
    .join(' version ');
}

function renderChoice(choice: 0 | 1 | '0' | '1' | undefined): string {
  if (choice === undefined) return 'not given';
  return Number(choice) === 1 ? 'yes' : 'no';
}

function renderIfGiven(label: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${label}: ${value}`];
}

function renderAccess(sshd: Options['features']['sshd']): string[] {
  if (sshd === undefined) return ['SSH access: none given'];
  return [
    ...parsePublicKeys(sshd.authorized_keys).map(
      ({ type, fingerprint, comment }) =>
        `May log in: ${type} ${fingerprint} ${comment === '' ? '(no comment)' : quoteText(comment)}`,
    ),
    `SSH is reachable from: ${sshd.ip_allow?.replaceAll(',', ', ') ?? "not given, so the provider's default applies"}`,
    `Ports open to everyone: ${sshd.public_ports_allow?.replaceAll(',', ', ') ?? 'none given'}`,
  ];
}

export interface CancelQuestion {
  readonly orderId: string;
  readonly orderItemId?: string;
  /** The order as the provider shows it now; absent when it can't be read. */
  readonly order?: Order;
  readonly host: string;
  readonly sandbox: boolean;
}

/** The question before a cancellation is sent. */
export function renderCancelQuestion(question: CancelQuestion): string {
  const { orderId, orderItemId, order, host, sandbox } = question;
  const endsAt = order && readEndsAt(order, orderItemId);
  const what = orderItemId === undefined ? `order ${orderId}` : `item ${orderItemId} of order ${orderId}`;
  const ends = endsAt === undefined ? 'It runs to the end of the paid period.' : `It runs until ${endsAt}.`;
  return renderParagraphs([
    renderHeadline(
      `${sandbox ? 'SANDBOX: ' : ''}Cancel ${what} at ${host}?`,
      `${ends} This cannot be undone.`,
    ),
    renderStandingItems(question),
    ...(order?.reference === undefined ? [] : [[`Reference of the order: ${quoteText(order.reference)}`]]),
    [
      'What is cancelled runs to the end of the period that is paid, and is not renewed after that.',
      ...(sandbox ? ['This is the sandbox: no real server is cancelled.'] : []),
    ],
  ]);
}

function renderStandingItems({ order, orderItemId }: CancelQuestion): string[] {
  if (!order || order.items.length === 0) return ['The provider does not show its items now.'];
  if (orderItemId === undefined)
    return [`All of its items (${order.items.length}):`, ...order.items.map(renderStandingItem)];
  const cancelled = order.items.filter(({ id }) => id === orderItemId);
  return cancelled.length > 0
    ? cancelled.map(renderStandingItem)
    : [
        'The provider does not show such an item in this order. It shows:',
        ...order.items.map(renderStandingItem),
      ];
}

function renderStandingItem({ id, name }: Order['items'][number]): string {
  return `- ${name === undefined ? 'without a name' : quoteText(name)}${id === undefined ? '' : ` (item ${id})`}`;
}

/** The first two lines of a question together: a client shows three rows of some 75 characters, and no more. */
const maxLength = 150;

/** What decides, in two lines without a blank one between: what happens, and what is most to be known of it. */
function renderHeadline(what: string, toKnow: string): string[] {
  const first = shorten(what, (2 * maxLength) / 3);
  return [first, shorten(toKnow, maxLength - first.length - 1)];
}

/** Cut at a word where it is too long; the whole text stands below. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), length / 2)).trimEnd()}…`;
}

/**
 * The text of a question: nothing is cut, and no line holds a character that breaks it or changes how it shows, so that
 * no name can pass for a line of its own.
 */
function renderParagraphs(paragraphs: readonly (readonly string[])[]): string {
  return paragraphs.map(lines => lines.map(stripText).join('\n')).join('\n\n');
}

/** Somebody's text in quotes; one that holds a quote can't end them. */
function quoteText(text: string): string {
  return JSON.stringify(text);
}
