import type { Asking, ClientSide } from '../consent/asking.ts';
import { askedIntent, type Consent, obtainConsent } from '../consent/obtain-consent.ts';
import { renderOrderQuestion } from '../consent/order-question.ts';
import type { JournalRecord } from '../journal/record.ts';
import { maskUrlQuery } from '../request/cloud-init-url.ts';
import type { OrderCreateArguments } from '../request/order-create-arguments.ts';
import { findWarnings, isOpenToTheInternet } from '../request/request-warnings.ts';
import type { Settings } from '../settings/settings.ts';
import type { DeskCall } from './desk-context.ts';
import { createIntent, type Intent, toWireOrder } from './intent.ts';
import { checkRequestLimits, ordersLeftToday } from './limits.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderResult } from './order-result.ts';

export interface CreateOrderContext {
  readonly desk: OrderDesk;
  readonly settings: Settings;
  readonly records: () => Promise<JournalRecord[]>;
  readonly now: () => number;
}

export type CreateOrderCall = Omit<DeskCall, 'confirmedBy'> & { readonly client: ClientSide };

/**
 * `order_create`, in the order that keeps money safe: limits, what the journal already knows, a person's yes, the order.
 * @throws VpsError for everything that stops it before something was sent.
 */
export async function createOrder(
  context: CreateOrderContext,
  args: OrderCreateArguments,
  call: CreateOrderCall,
): Promise<OrderResult | Asking> {
  checkRequestLimits(args, context.settings.limits);
  const warnings = findWarnings(args).map(({ message }) => message);
  const intent = createIntent(args, askedIntent(call.client, toSubject(createIntent(args))));
  if (args.dry_run) return await rehearse(context, { intent, call, warnings });
  const known = await context.desk.answer(intent, call);
  if (known) return known;
  await requireDailyRoom(context);
  const consent = await askFor(context, { intent, call, warnings });
  if (consent.kind === 'ask') return consent.asking;
  if (consent.kind === 'declined') return presentDeclined(intent);
  const result = await context.desk.place(intent, { ...call, confirmedBy: consent.by });
  const all = [...(result.warnings ?? []), ...warnings];
  return all.length > 0 && !result.replayed ? { ...result, warnings: all } : result;
}

interface Subject {
  readonly intent: Intent;
  readonly call: CreateOrderCall;
  readonly warnings: readonly string[];
}

/** What a yes is for: this very request, under this very key. */
function toSubject({ digest, key = '' }: Intent): string {
  return `order_create ${digest} ${key}`;
}

async function askFor(context: CreateOrderContext, { intent, call, warnings }: Subject): Promise<Consent> {
  const { settings, now } = context;
  const question = {
    subject: toSubject(intent),
    intent: intent.id,
    opensSsh: isOpenToTheInternet(intent.arguments),
    renderMessage: () =>
      renderOrderQuestion({
        items: intent.arguments.items,
        reference: intent.reference,
        host: settings.apiUrl.host,
        sandbox: settings.sandbox,
        warnings,
      }),
  };
  return await obtainConsent(question, call.client, {
    mode: settings.confirm,
    allowOpenSsh: settings.allowOpenSsh,
    now,
  });
}

async function requireDailyRoom(context: CreateOrderContext): Promise<void> {
  ordersLeftToday(await context.records(), { limits: context.settings.limits, nowMs: context.now() });
}

function presentDeclined(intent: Intent): OrderResult {
  return {
    outcome: 'declined',
    ...(intent.referenceOrigin === 'caller' && { reference: intent.reference }),
    next_step:
      'The person said no and nothing was sent. Ask what should be different before proposing another order.',
  };
}

/** Everything but the sending. */
async function rehearse(
  context: CreateOrderContext,
  { intent, call, warnings }: Subject,
): Promise<OrderResult> {
  const { settings } = context;
  const left = ordersLeftToday(await context.records(), { limits: settings.limits, nowMs: context.now() });
  const consent = await askFor(context, {
    intent,
    call: { ...call, client: { ...call.client, reply: undefined } },
    warnings,
  });
  const asked = consent.kind === 'ask' ? 'a person is asked first' : 'nobody is asked first';
  const order = toWireOrder(intent);
  return {
    outcome: 'dry_run',
    request: { action: 'order_create', items: order.items.map(maskItem), reference: order.reference },
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    limits: { orders_left_today: left, items_per_order: settings.limits.itemsPerOrder },
    confirmation: consent.kind === 'ask' ? 'person' : consent.kind === 'given' ? consent.by : 'nobody',
    next_step: `Nothing was sent. Call order_create without dry_run to order this; ${asked}.`,
  };
}

function maskItem(item: OrderCreateArguments['items'][number]) {
  const { options } = item.product;
  const url = options.features.cloud_init_url;
  if (url === undefined) return item;
  const features = { ...options.features, cloud_init_url: maskUrlQuery(url) };
  return { ...item, product: { ...item.product, options: { ...options, features } } };
}
