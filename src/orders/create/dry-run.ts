import { nextSteps, VpsError } from '../../errors/vps-error.ts';
import { maskUrlQuery } from '../../request/cloud-init.ts';
import type { OrderItem } from '../../request/order-arguments.ts';
import type { OrderLimits } from '../../settings/settings.ts';
import type { AskingContext } from '../context.ts';
import { trackIntent } from '../find-record.ts';
import { toOpenOrder, warnOfAlike } from '../open-orders.ts';
import type { ConfirmedBy, LimitsLeft, OrderResult } from '../order-result.ts';
import { toConflictResult, toUnresolvedResult } from '../record-result.ts';
import { askPerson, canAskPerson, type Proposal } from './ask-person.ts';
import { type Intent, toWireOrder } from './intent.ts';
import { ordersLeftToday } from './limits.ts';

type Wished = Omit<Proposal, 'open' | 'alike'>;

/**
 * `order_create` with `dry_run`: everything but the sending. Nothing is asked of the person or of the provider, and the
 * journal is only read, if it can be.
 * @throws VpsError for everything else that would stop the order itself.
 */
export async function dryRunOrder(context: AskingContext, wished: Wished): Promise<OrderResult> {
  try {
    return await rehearseOrder(context, wished);
  } catch (error) {
    if (!(error instanceof VpsError && error.code === 'state_unwritable')) throw error;
    const warnings = [...wished.warnings, error.message];
    const next_step = `Nothing was sent, and without its journal this server orders nothing. ${nextSteps[error.code]}`;
    return { ...showRequest(wished.intent), warnings, next_step };
  }
}

async function rehearseOrder(context: AskingContext, wished: Wished): Promise<OrderResult> {
  const { intent, client } = wished;
  const finding = await trackIntent(context, intent).find();
  if (finding.kind === 'conflict') return toConflictResult(finding.record, finding.about);
  const open = finding.kind === 'unresolved' ? finding.records : [];
  if (open.length > 0 && !canAskPerson(context, client)) return toUnresolvedResult(context, open);
  const alike = finding.kind === 'free' ? finding.alike.map(warnOfAlike) : [];
  const warnings = [...wished.warnings, ...alike];
  const shown = {
    ...showRequest(intent),
    ...(open.length > 0 && { unresolved: open.map(toOpenOrder) }),
    ...(warnings.length > 0 && { warnings }),
  };
  if (finding.kind === 'repeat') {
    const { reference, state } = finding.record;
    const next_step = `Nothing was sent. The same order was made before (reference "${reference}", ${state}): without dry_run it is looked up, and nothing is sent while it stands.`;
    return { ...shown, next_step };
  }
  const { limits } = context.settings;
  const { sinceMade } = context.ages;
  const left = ordersLeftToday(await context.journal.records(), { limits, sinceMade });
  const proposal = { ...wished, alike, open };
  const confirmation = await whoIsAsked(context, proposal);
  return {
    ...shown,
    limits: toLimitsLeft(left, limits),
    confirmation,
    next_step: renderNextStep(proposal, confirmation),
  };
}

function showRequest(intent: Intent) {
  const { items, reference } = toWireOrder(intent);
  const request = { action: 'order_create', items: items.map(maskItem), reference };
  return { outcome: 'dry_run' as const, request };
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

function renderNextStep({ intent, warnings, alike, open }: Proposal, confirmation: ConfirmedBy): string {
  const first = [
    ...(open.length > 0
      ? ['An order like this is open: tell the person, who decides whether to order another.']
      : []),
    ...(warnings.length + alike.length > 0 ? ['Tell the person the warnings.'] : []),
  ];
  const asked = confirmation === 'person' ? 'a person is asked first' : 'nobody is asked first';
  const reference = intent.referenceOrigin === 'random' ? ', and the reference is made anew' : '';
  return [
    'Nothing was sent.',
    ...first,
    `To order this, call order_create without dry_run; ${asked}${reference}.`,
  ].join(' ');
}

function maskItem(item: OrderItem): OrderItem {
  const { options } = item.product;
  const url = options.features.cloud_init_url;
  if (url === undefined) return item;
  const features = { ...options.features, cloud_init_url: maskUrlQuery(url) };
  return { ...item, product: { ...item.product, options: { ...options, features } } };
}
