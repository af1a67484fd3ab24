import { type ConfirmedBy, canAskPerson } from '../../consent/obtain-consent.ts';
import { nextSteps, VpsError } from '../../errors/vps-error.ts';
import { renderEstimate } from '../../money/estimate.ts';
import { maskUrlQuery, type OrderItem } from '../../request/order-arguments.ts';
import type { OrderLimits } from '../../settings/load-settings.ts';
import type { AskingContext } from '../context.ts';
import { trackIntent } from '../find-duplicate.ts';
import { toOpenOrder, warnOfAlike } from '../open-orders.ts';
import { type OrderResult, toConflictResult, toUnresolvedResult } from '../order-result.ts';
import { askPerson, type Proposal } from './bind-consent.ts';
import { toWireOrder } from './intent.ts';
import { requireRoom } from './order-limits.ts';

type Wished = Omit<Proposal, 'open' | 'passing'>;

/**
 * `order_create` with `dry_run`: everything but the sending. Nothing is asked of the person or of the provider, and the
 * journal is only read, if it can be.
 * @throws VpsError for everything else that would stop the order itself.
 */
export async function dryRunOrder(context: AskingContext, wished: Wished): Promise<OrderResult> {
  try {
    return await checkOrder(context, wished);
  } catch (error) {
    if (!(error instanceof VpsError && error.code === 'state_unwritable')) throw error;
    const warnings = [...wished.warnings, error.message];
    const next_step = `Nothing was sent, and without its journal this server orders nothing. ${nextSteps[error.code]}`;
    return { ...showRequest(wished), warnings, next_step };
  }
}

async function checkOrder(context: AskingContext, wished: Wished): Promise<OrderResult> {
  const { intent, client, estimate } = wished;
  const finding = await trackIntent(context, intent).find();
  if (finding.kind === 'conflict') return toConflictResult(finding.record, finding.about);
  if (finding.kind === 'repeat' || finding.kind === 'refused') {
    const { reference, state } = finding.record;
    const next_step = `Nothing was sent. The same order was made before (reference "${reference}", ${state}): without dry_run it is looked up, and nothing is sent while it stands.`;
    return { ...showRequest(wished), next_step };
  }
  const { open, alike } = finding;
  if (open.length > 0 && !canAskPerson(context, client)) return toUnresolvedResult(context, open);
  const room = requireRoom(context, (await context.journal.records()).all, estimate);
  const proposal = { ...wished, passing: [...alike.map(warnOfAlike), ...room.warnings], open };
  const warnings = [...proposal.warnings, ...proposal.passing];
  const confirmation = await whoIsAsked(context, proposal);
  return {
    ...showRequest(wished),
    ...(open.length > 0 && { unresolved: open.map(toOpenOrder) }),
    limits: toLimitsLeft(room, context.settings.limits),
    ...(warnings.length > 0 && { warnings }),
    confirmation,
    next_step: renderNextStep(proposal, confirmation),
  };
}

function showRequest({ intent, estimate }: Wished) {
  const { items, reference } = toWireOrder(intent);
  const request = { action: 'order_create', items: items.map(maskItem), reference };
  return { outcome: 'dry_run' as const, request, ...(estimate && { estimate }) };
}

/** Sizes are those of one server, and absent where they have no limit. */
function toLimitsLeft(
  room: ReturnType<typeof requireRoom>,
  { itemsPerOrder, ramGb, cpu, storageGb, costPerOrder }: OrderLimits,
) {
  const cost = room.cost();
  return {
    orders_left_today: room.ordersLeft,
    items_per_order: itemsPerOrder,
    ...(ramGb !== undefined && { ram_gb_per_item: ramGb }),
    ...(cpu !== undefined && { cpu_per_item: cpu }),
    ...(storageGb !== undefined && { storage_gb_per_item: storageGb }),
    ...(costPerOrder !== undefined && { cost_per_order: costPerOrder }),
    ...(cost.length > 0 && { cost }),
  };
}

/** Who will have confirmed the order when it is sent. */
async function whoIsAsked(context: AskingContext, proposal: Proposal): Promise<ConfirmedBy> {
  const { canAsk, canOpenPage } = proposal.client;
  const consent = await askPerson(context, { ...proposal, client: { canAsk, canOpenPage } });
  return consent.kind === 'given' ? consent.by : 'person';
}

function renderNextStep(
  { intent, estimate, warnings, passing, open }: Proposal,
  confirmation: ConfirmedBy,
): string {
  const first = [
    ...(open.length > 0
      ? ['An order like this is open: tell the person, who decides whether to order another.']
      : []),
    ...(warnings.length + passing.length > 0 ? ['Tell the person the warnings.'] : []),
  ];
  const asked = confirmation === 'person' ? 'a person is asked first' : 'nobody is asked first';
  const reference = intent.referenceOrigin === 'random' ? ', and the reference is made anew' : '';
  return [
    'Nothing was sent.',
    renderEstimate(estimate),
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
