import type { Change } from '../../src/journal/journal.ts';
import type { JournalRecord, RecordState } from '../../src/journal/record.ts';
import { createContext } from '../../src/order-service.ts';
import type { OrderCall, OrderContext } from '../../src/orders/context.ts';
import { claimAndSend } from '../../src/orders/create/claim-order.ts';
import { createIntent, type Intent } from '../../src/orders/create/intent.ts';
import { trackIntent } from '../../src/orders/find-duplicate.ts';
import type { ProviderClient } from '../../src/provider/provider-client.ts';
import type { Json } from '../../src/provider/reply.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import type { Budget } from '../../src/time-budget.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings } from '../kit/open-server.ts';
import { createClock } from '../sandbox/sandbox-client.ts';
import { createScriptedProvider, type ScriptedRead, toAnswer } from './status/scripted-provider.ts';

type Write = ProviderClient['write'];

interface Script {
  /** What a read is answered; by default the lists are empty and no order is there. */
  readonly read?: (read: ScriptedRead) => Json | Promise<Json>;
  /** What a request to order is answered; by default there is none. */
  readonly write?: Write;
  readonly settings?: Partial<Settings>;
}

/** What the desk works with: a journal of its own, a provider without a network, and a clock that stands. */
export function openScriptedContext(script: Script = {}) {
  const { read = () => [], write = () => Promise.reject(new Error('nothing is ordered here')) } = script;
  const { provider, reads } = createScriptedProvider(async request => toAnswer(await read(request)));
  const token = 'token';
  const settings = createSettings({ apiUrl: provider.apiUrl.href, token }, script.settings);
  const clock = createClock();
  const credentials = { kind: 'token', token } as const;
  /** What another process on the same state directory works with. */
  const createAnother = (): OrderContext => ({
    ...createContext({ ...settings, credentials }, { version: '0.0.0', now: clock.now, elapsed: clock.now }),
    provider: { ...provider, write },
  });
  return { context: createAnother(), createAnother, clock, reads };
}

export function createScriptedIntent(fields: { idempotency_key?: string; reference?: string } = {}): Intent {
  return createIntent(orderRequestSchema.parse({ ...createOrder('server'), ...fields }));
}

/** Places an order as a call does that no question came before. */
export async function placeIntent(context: OrderContext, intent: Intent, call: OrderCall) {
  return await claimAndSend(context, trackIntent(context, intent), call);
}

/** A call's time that does not pass. */
export function createStandingBudget(remainingMs = 45_000): Budget {
  return { remainingMs: () => remainingMs };
}

/** Puts a record of an intent into the journal, as a process leaves it that gets to `state`. */
export async function leaveRecord(
  { journal }: Pick<OrderContext, 'journal'>,
  intent: Intent,
  left: Partial<Change> & { state: RecordState },
  name = 'server',
): Promise<JournalRecord> {
  const { state, patience_ms = 5_000, ...fields } = left;
  const claimed = await journal.claim({
    patience_ms,
    key: intent.key,
    intent_id: intent.id,
    request_digest: intent.digest,
    reference: intent.reference,
    reference_origin: intent.referenceOrigin,
    credential: await journal.fingerprint(),
    items: [{ name }],
    baseline: '70',
  });
  if (state === 'claimed') return claimed;
  if (state === 'sending') return await change(claimed, { state, ...fields });
  return await change(await change(claimed, { state: 'sending' }), { state, ...fields });

  async function change(record: JournalRecord, to: Change) {
    const changed = await journal.change(record, to);
    if (!changed) throw new Error('somebody else changed the record');
    return changed;
  }
}
