import { maskUrlQuery } from '../request/cloud-init-url.ts';
import type { OrderItem } from '../request/order-item.ts';
import type { OrderLimits } from '../settings/settings.ts';
import { askPerson, type Proposal } from './ask-person.ts';
import type { AskingContext } from './desk-context.ts';
import { createFinder } from './find-record.ts';
import { type Intent, toWireOrder } from './intent.ts';
import { ordersLeftToday } from './limits.ts';
import type { ConfirmedBy, LimitsLeft, OrderResult } from './order-result.ts';
import { presentConflict, presentUnresolved } from './present-record.ts';

/**
 * `order_create` with `dry_run`: everything but the sending. Nothing is asked of the person or of the provider, and the
 * journal is only read.
 * @throws VpsError for everything that would stop the order itself.
 */
export async function rehearseOrder(context: AskingContext, proposal: Proposal): Promise<OrderResult> {
  const { intent, warnings } = proposal;
  const finding = await createFinder(context, intent)();
  if (finding.kind === 'conflict') return presentConflict(finding.record, finding.about);
  if (finding.kind === 'unresolved') return presentUnresolved(finding.record);
  const order = toWireOrder(intent);
  const request = { action: 'order_create', items: order.items.map(maskItem), reference: order.reference };
  const shown = {
    outcome: 'dry_run' as const,
    request,
    ...(warnings.length > 0 && { warnings: [...warnings] }),
  };
  if (finding.kind === 'repeat') {
    const { reference, state } = finding.record;
    const next_step = `Nothing was sent. The same order was made before (reference "${reference}", ${state}): without dry_run it is looked up, and nothing is sent while it stands.`;
    return { ...shown, next_step };
  }
  const { limits } = context.settings;
  const left = ordersLeftToday(await context.journal.records(), { limits, nowMs: context.now() });
  const confirmation = await whoIsAsked(context, proposal);
  return {
    ...shown,
    limits: toLimitsLeft(left, limits),
    confirmation,
    next_step: renderNextStep(intent, confirmation),
  };
}

function toLimitsLeft(ordersLeft: number, limits: OrderLimits): LimitsLeft {
  const { itemsPerOrder, ramGb, cpu, storageGb } = limits;
  return {
    orders_left_today: ordersLeft,
    items_per_order: itemsPerOrder,
    ...(ramGb !== undefined && { ram_gb_per_item: ramGb }),
    ...(cpu !== undefined && { cpu_per_item: cpu }),
    ...(storageGb !== undefined && { storage_gb_per_item: storageGb }),
  };
}

/** Who will have confirmed the order when it is sent. */
async function whoIsAsked(context: AskingContext, proposal: Proposal): Promise<ConfirmedBy> {
  const { canAsk, canOpenPage } = proposal.client;
  const consent = await askPerson(context, { ...proposal, client: { canAsk, canOpenPage } });
  return consent.kind === 'given' ? consent.by : 'person';
}

function renderNextStep({ referenceOrigin }: Intent, confirmation: ConfirmedBy): string {
  const asked = confirmation === 'person' ? 'a person is asked first' : 'nobody is asked first';
  const reference = referenceOrigin === 'random' ? ', and the reference is made anew' : '';
  return `Nothing was sent. Call order_create without dry_run to order this; ${asked}${reference}.`;
}

function maskItem(item: OrderItem): OrderItem {
  const { options } = item.product;
  const url = options.features.cloud_init_url;
  if (url === undefined) return item;
  const features = { ...options.features, cloud_init_url: maskUrlQuery(url) };
  return { ...item, product: { ...item.product, options: { ...options, features } } };
}
