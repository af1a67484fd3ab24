import { orderCancel } from './order-cancel.ts';
import { orderCreate } from './order-create.ts';
import { orderList } from './order-list.ts';
import { orderStatus } from './order-status.ts';
import { serverList } from './server-list.ts';
import type { Tool } from './tool.ts';

/** Every tool, in the order in which clients see them. */
export const tools: readonly Tool[] = [orderCreate, orderStatus, orderList, orderCancel, serverList];

export function findTool(name: string): Tool {
  const tool = tools.find(other => other.name === name);
  if (!tool) throw new TypeError(`there is no tool of the name ${name}`);
  return tool;
}
