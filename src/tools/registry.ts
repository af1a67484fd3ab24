import { orderCancel } from './order-cancel.ts';
import { orderCreate } from './order-create.ts';
import { orderList } from './order-list.ts';
import { orderStatus } from './order-status.ts';
import { serverList } from './server-list.ts';
import type { Tool } from './tool.ts';

export const tools: readonly Tool[] = [orderCreate, orderStatus, orderList, orderCancel, serverList];

/** The tools that exist: all of them, or only those that change nothing. */
export function chooseTools({ readOnly }: { readOnly: boolean }): readonly Tool[] {
  return readOnly ? tools.filter(tool => tool.annotations.readOnlyHint) : tools;
}
