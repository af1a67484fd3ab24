import type { Asking, ClientSide } from '../consent/asking.ts';
import { nextSteps } from '../errors/next-steps.ts';
import { VpsError } from '../errors/vps-error.ts';
import type { OrderCreateArguments } from '../request/order-create-arguments.ts';
import { describeWarnings } from '../request/request-warnings.ts';
import { answerFromRecord } from './answer-from-record.ts';
import { askPerson, canAskPerson, continueIntent, withoutSpentYes } from './ask-person.ts';
import type { AskingContext, DeskCall } from './desk-context.ts';
import { createWish } from './find-record.ts';
import { createIntent, type Intent } from './intent.ts';
import { checkRequestLimits, ordersLeftToday } from './limits.ts';
import { warnOfAlike } from './open-orders.ts';
import { type OrderResult, toErrorFacts } from './order-result.ts';
import { placeOrder } from './place-order.ts';
import { presentUnresolved } from './present-record.ts';
import { rehearseOrder } from './rehearse-order.ts';

export type CreateOrderCall = Omit<DeskCall, 'confirmedBy'> & { readonly client: ClientSide };

/**
 * `order_create`, in the order that keeps money safe: limits, what the journal already knows, a person's yes, the order.
 * @throws VpsError for everything that stops it before something was sent.
 */
export async function createOrder(
  context: AskingContext,
  args: OrderCreateArguments,
  call: CreateOrderCall,
): Promise<OrderResult | Asking> {
  checkRequestLimits(args, context.settings.limits);
  const warnings = describeWarnings(args);
  try {
    return await goOn(context, args, { ...call, warnings });
  } catch (error) {
    if (error instanceof VpsError && error.code === 'confirmation_unavailable')
      return presentUnavailable(error, warnings);
    throw error;
  }
}

async function goOn(
  context: AskingContext,
  args: OrderCreateArguments,
  call: CreateOrderCall & { readonly warnings: readonly string[] },
): Promise<OrderResult | Asking> {
  const { client } = call;
  const asked = continueIntent(createIntent(args), { client, context });
  if (args.dry_run) return await rehearseOrder(context, { intent: asked, ...call });
  const known = await answerFromRecord(context, createWish(context, asked), call);
  if (known.kind === 'answer') return known.result;
  const open = known.kind === 'unresolved' ? known.records : [];
  if (open.length > 0 && !canAskPerson(context, client)) return presentUnresolved(context, open);
  const warnings = [...call.warnings, ...(known.kind === 'free' ? known.alike.map(warnOfAlike) : [])];
  const records = await context.journal.records();
  ordersLeftToday(records, { limits: context.settings.limits, sinceMade: context.ages.sinceMade });
  const intent = withoutSpentYes(asked, records);
  const consent = await askPerson(context, { intent, client, warnings, open });
  if (consent.kind === 'ask') return consent.asking;
  if (consent.kind === 'declined') return presentDeclined(intent, { ...consent, warnings });
  // A person who said yes saw what was open; nobody else lets an order go out beside it.
  const wish = createWish(context, intent, open);
  const result = await placeOrder(context, wish, { ...call, confirmedBy: consent.by });
  const all = [...(result.warnings ?? []), ...warnings];
  return all.length > 0 && !result.replayed ? { ...result, warnings: all } : result;
}

/** Whoever has to change something hears what a person would have been warned of. */
function presentUnavailable(error: VpsError, warnings: readonly string[]): OrderResult {
  return {
    outcome: 'not_ordered',
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    ...toErrorFacts(error),
    next_step: nextSteps[error.code],
  };
}

function presentDeclined(
  { reference, referenceOrigin }: Intent,
  { openSsh, warnings }: { openSsh: boolean; warnings: readonly string[] },
): OrderResult {
  const next_step = openSsh
    ? 'The person did not let the whole internet, or half of it, reach SSH and nothing was sent. Ask which addresses ip_allow should name.'
    : 'The person said no and nothing was sent. Ask what should be different before proposing another order.';
  return {
    outcome: 'declined',
    ...(referenceOrigin === 'caller' && { reference }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    next_step,
  };
}
