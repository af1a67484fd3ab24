import { type Estimate, renderEstimate, renderPrice } from '../money/estimate.ts';
import { stripText } from '../provider/clean-text.ts';
import { maskUrlQuery, type OrderItem } from '../request/order-arguments.ts';
import { parsePublicKeys } from '../request/public-keys.ts';
import { renderHeadline, renderSizes } from './headline.ts';

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
  return renderParagraphs([
    renderHeadline(what, [renderPrice(estimate), ...(gravest === undefined ? [] : [gravest])]),
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

/**
 * The text of a question: nothing is cut, and no line holds a character that breaks it or changes how it shows, so that
 * no name can pass for a line of its own.
 */
export function renderParagraphs(paragraphs: readonly (readonly string[])[]): string {
  return paragraphs.map(lines => lines.map(stripText).join('\n')).join('\n\n');
}

/** Somebody's text in quotes; one that holds a quote can't end them. */
export function quoteText(text: string): string {
  return JSON.stringify(text);
}
