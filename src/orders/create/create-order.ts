import {
  type Asking,
  type ClientSide,
  canAskPerson,
  type Refusal,
  refusals,
} from '../../consent/obtain-consent.ts';
import { toErrorFacts, VpsError } from '../../errors/vps-error.ts';
import { estimateOrder } from '../../money/estimate.ts';
import type { OrderRequest } from '../../request/order-arguments.ts';
import { describeWarnings } from '../../request/warnings.ts';
import type { AskingContext, OrderCall } from '../context.ts';
import { trackIntent } from '../find-duplicate.ts';
import { warnOfAlike } from '../open-orders.ts';
import { type OrderResult, toUnresolvedResult } from '../order-result.ts';
import { answerFromRecord } from './answer-from-record.ts';
import { askPerson, continueIntent, withoutSpentYes } from './bind-consent.ts';
import { claimAndSend } from './claim-order.ts';
import { dryRunOrder } from './dry-run.ts';
import { createIntent, type Intent } from './intent.ts';
import { checkRequestLimits, requireRoom } from './order-limits.ts';

export type CreateOrderCall = Omit<OrderCall, 'confirmedBy'> & { readonly client: ClientSide };

/**
 * `order_create`, in the order that keeps money safe: limits, what the journal already knows, a person's yes, the order.
 * @throws VpsError for everything that stops it before something was sent.
 */
export async function createOrder(
  context: AskingContext,
  request: OrderRequest,
  call: CreateOrderCall,
): Promise<OrderResult | Asking> {
  checkRequestLimits(request, context.settings.limits);
  const warnings = describeWarnings(request);
  try {
    return await goOn(context, request, { ...call, warnings });
  } catch (error) {
    if (!(error instanceof VpsError && error.code === 'confirmation_unavailable')) throw error;
    // Whoever has to change something hears what a person would have been warned of.
    return {
      outcome: 'not_ordered',
      ...(warnings.length > 0 && { warnings }),
      ...toErrorFacts(error),
    };
  }
}

async function goOn(
  context: AskingContext,
  request: OrderRequest,
  call: CreateOrderCall & { readonly warnings: readonly string[] },
): Promise<OrderResult | Asking> {
  const { client } = call;
  const asked = continueIntent(createIntent(request), { client, context });
  const list = context.priceList();
  const estimate = list && estimateOrder(list, request.items);
  if (request.dry_run) return await dryRunOrder(context, { intent: asked, estimate, ...call });
  const known = await answerFromRecord(context, trackIntent(context, asked), call);
  if (known.kind === 'answer') return known.result;
  const { open, alike } = known;
  if (open.length > 0 && !canAskPerson(context, client)) return toUnresolvedResult(context, open);
  const records = await context.journal.records();
  const passing = [...alike.map(warnOfAlike), ...requireRoom(context, records.all, estimate).warnings];
  const warnings = [...call.warnings, ...passing];
  const intent = withoutSpentYes(asked, records);
  const consent = await askPerson(context, {
    intent,
    client,
    estimate,
    warnings: call.warnings,
    passing,
    open,
  });
  if (consent.kind === 'ask') return consent.asking;
  if (consent.kind === 'declined') return toDeclinedResult(intent, { ...consent, warnings });
  // A person who said yes saw what was open; nobody else lets an order go out beside it.
  const wish = trackIntent(context, intent, open);
  const result = await claimAndSend(context, wish, { ...call, estimate, confirmedBy: consent.by });
  const all = [...(result.warnings ?? []), ...warnings];
  return all.length > 0 && !result.replayed ? { ...result, warnings: all } : result;
}

function toDeclinedResult(
  { reference, referenceOrigin }: Intent,
  { how, warnings }: { how: Refusal; warnings: readonly string[] },
): OrderResult {
  const next =
    how === 'no tick for open SSH'
      ? 'Ask which addresses ip_allow should name.'
      : 'Ask the person what should be different before proposing another order.';
  const next_step = `${refusals[how]}; nothing was sent. ${next}`;
  return {
    outcome: 'declined',
    ...(referenceOrigin === 'caller' && { reference }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    next_step,
  };
}
