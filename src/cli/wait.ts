import { createContext } from '../backend.ts';
import { VpsError } from '../errors/vps-error.ts';
import { readOrderRecord } from '../orders/context.ts';
import { readOrderPayment } from '../orders/status/order-status.ts';
import type { OrderReading } from '../orders/status/read-order.ts';
import { hasEnded, hasFailed, toStatusResult } from '../orders/status/status-result.ts';
import { type Clock, systemClock, watchOrder } from '../orders/status/watch.ts';
import { orderIdSchema } from '../request/ids.ts';
import { requireCredentials } from '../settings/credentials.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandLine } from './command-line.ts';

export interface WaitCommand {
  readonly write: (text: string) => void;
  readonly options: CommandLine['options'];
  /** The order's id. */
  readonly operand: string | undefined;
  readonly settings: Settings;
  readonly version: string;
  readonly clock?: Clock;
}

const exitCodes = { ready: 0, over: 1, unpaid: 3, late: 4 } as const;

/**
 * Waits, for a job, until the servers of an order are ready, and writes the order as `order_status` does, in one line.
 * @returns 0 ready, 1 failed or cancelled, 3 waits for payment, 4 time is up.
 * @throws VpsError for wrong use, which is exit code 2: no order, no credentials, or refused ones.
 */
export async function runWait({ write, clock = systemClock, ...command }: WaitCommand): Promise<number> {
  const { settings, version } = command;
  const { orderId, waitMs } = readArguments(command);
  requireCredentials(settings);
  const context = createContext(settings, { version, now: Date.now });
  const record = await readOrderRecord(context, orderId).catch(() => undefined);
  const cancelled = record?.ended === 'cancelled';
  const { look, failure } = await watchOrder(context.provider, orderId, {
    clock,
    waitMs,
    isOver: seen => cancelled || choose(seen) !== 'late',
  });
  if (failure?.code === 'unauthorized' || failure?.code === 'forbidden') throw failure;
  if (look) {
    const payment = await readOrderPayment(context, record, look);
    write(`${JSON.stringify(toStatusResult(look, { orderId, payment, cancelled }))}\n`);
  } else if (failure) {
    const { code, message } = failure;
    write(`${JSON.stringify({ outcome: 'failed', error: { code, message } })}\n`);
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

function readArguments({ operand, options: { timeout = '900' } }: Pick<WaitCommand, 'operand' | 'options'>) {
  const { data: orderId } = orderIdSchema.safeParse(operand);
  if (orderId === undefined)
    throw new VpsError('configuration', 'wait takes the id of an order, such as: wait 73.');
  if (!/^\d{1,6}$/.test(String(timeout)))
    throw new VpsError('configuration', '--timeout takes a whole number of seconds.');
  return { orderId, waitMs: Number(timeout) * 1_000 };
}
