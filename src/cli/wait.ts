import { VpsError } from '../errors/vps-error.ts';
import { createContext } from '../order-service.ts';
import { readOrderRecord } from '../orders/context.ts';
import { readOrderPayment, toStatusResult } from '../orders/status/order-status.ts';
import { hasEnded, hasFailed, type OrderReading } from '../orders/status/read-order.ts';
import { type Clock, isFinal, systemClock, waitUntilReady } from '../orders/status/wait-until-ready.ts';
import { orderIdSchema } from '../request/ids.ts';
import { requireCredentials } from '../settings/credentials.ts';
import { whole } from '../settings/value-parsers.ts';
import type { CommandCall } from './commands.ts';
import { readOption } from './parse-command-line.ts';

const exitCodes = { ready: 0, over: 1, unpaid: 3, late: 4 } as const;

/**
 * Waits, for a job, until the servers of an order are ready, and writes the order as `order_status` does, in one line.
 * @returns 0 ready, 1 failed or cancelled, 3 waits for payment, 4 time is up.
 * @throws VpsError for wrong use, which is exit code 2: no order, no credentials, or refused ones.
 */
export async function runWait(call: CommandCall, clock: Clock = systemClock): Promise<number> {
  const { data: orderId } = orderIdSchema.safeParse(call.operand);
  if (orderId === undefined)
    throw new VpsError('configuration', 'wait takes the id of an order, such as: wait 73.');
  const waitMs = (readOption(call.options, 'timeout', whole(0, 999_999)) ?? 900) * 1_000;
  const settings = call.loadSettings();
  requireCredentials(settings);
  const context = createContext(settings, call);
  const record = await readOrderRecord(context, orderId).catch(() => undefined);
  const cancelled = record?.ended === 'cancelled';
  const { look, failure } = await waitUntilReady(context.provider, orderId, {
    clock,
    waitMs,
    endsToo: ({ paymentNotice }) => cancelled || paymentNotice !== undefined,
  });
  if (failure && isFinal(failure)) throw failure;
  if (look) {
    const payment = await readOrderPayment(context, record, look);
    call.write(`${JSON.stringify(toStatusResult(look, { orderId, payment, cancelled }))}\n`);
  } else if (failure) {
    const { code, message } = failure;
    call.write(`${JSON.stringify({ outcome: 'failed', error: { code, message } })}\n`);
  }
  await context.provider.close();
  return exitCodes[cancelled ? 'over' : choose(look)];
}

function choose(look: OrderReading | undefined): keyof typeof exitCodes {
  if (!look) return 'late';
  const { order, ready, paymentNotice } = look;
  if (paymentNotice !== undefined) return 'unpaid';
  if (hasFailed(order) || hasEnded(order)) return 'over';
  return ready ? 'ready' : 'late';
}
