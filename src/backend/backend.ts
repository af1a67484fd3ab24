import type { Asking } from '../consent/asking.ts';
import type { ListCall, OrderListResult } from '../listing/list-orders.ts';
import type { ServerListResult } from '../listing/list-servers.ts';
import type { CancelOrderCall, CancelResult } from '../ordering/cancel-order.ts';
import type { CreateOrderCall } from '../ordering/create-order.ts';
import type { OrderResult } from '../ordering/order-result.ts';
import type { CancelTarget } from '../ordering/record-cancellation.ts';
import type { OrderCreateArguments } from '../request/order-create-arguments.ts';
import type { OrderStatusCall } from '../watching/read-order-status.ts';
import type { OrderStatusResult } from '../watching/status-result.ts';

/** Everything behind the tools, opened by the first call that needs it. */
export interface Backend {
  createOrder(args: OrderCreateArguments, call: CreateOrderCall): Promise<OrderResult | Asking>;
  cancelOrder(target: CancelTarget, call: CancelOrderCall): Promise<CancelResult | Asking>;
  readOrderStatus(
    args: { order_id: string; wait_seconds?: number },
    call: OrderStatusCall,
  ): Promise<OrderStatusResult | Asking>;
  listOrders(paging: { limit: number; offset: number }, call: ListCall): Promise<OrderListResult>;
  listServers(
    args: { order_item_id?: string; limit: number; offset: number },
    call: ListCall,
  ): Promise<ServerListResult>;
  /** Resolves when nothing that spends or cancels is in flight. */
  settled(): Promise<void>;
  close(): Promise<void>;
}
