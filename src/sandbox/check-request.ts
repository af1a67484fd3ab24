import * as z from 'zod';
import { areAddresses, areKeyLines, arePorts } from './check-access.ts';
import type { OrderedItem } from './order-state.ts';
import { Refusal } from './refusal.ts';

const flagSchema = z.union([z.literal(0), z.literal(1), z.literal('0'), z.literal('1')]);

const sshdSchema = z.object({
  authorized_keys: z.string().refine(areKeyLines, 'holds a line that is not a public key'),
  ip_allow: z.string().refine(areAddresses, 'holds an entry that is neither an address nor a block'),
  public_ports_allow: z
    .string()
    .refine(arePorts, 'holds an entry that is neither a port nor a range')
    .optional(),
});

const optionsSchema = z.object({
  quantity_ram_gb: z.number().positive().max(4096),
  quantity_cpu: z.int().min(1).max(1024),
  quantity_storage_gb: z.int().min(1).max(1_000_000),
  os: z.union([z.int().positive(), z.string().trim().min(1).max(64)]),
  os_version: z.string().max(64).optional(),
  features: z
    .object({
      ipv4: flagSchema.optional(),
      sshd: sshdSchema.optional(),
      cloud_init_url: z.url({ protocol: /^https$/ }).optional(),
    })
    .optional(),
  antiaffinity: z.number().optional(),
  firewall_id: z.union([z.number(), z.string()]).optional(),
  firewall_addme: flagSchema.optional(),
});

const orderSchema = z.object({
  items: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(255),
        product: z.object({ name: z.literal('VPS'), options: optionsSchema }),
      }),
    )
    .min(1)
    .max(100),
  reference: z.string().max(255).optional(),
});

const idSchema = z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/)]).transform(id => BigInt(id));

const orderIdSchema = z.object({ order_id: idSchema, order_item_id: idSchema.optional() });
const serverListSchema = z.object({ order_item_id: idSchema.optional() });

/** Reads an order as the documentation has it. Throws a Refusal that names the first thing wrong. */
export function parseOrder(body: object): { items: OrderedItem[]; reference: string | undefined } {
  const { items, reference } = parseWith(orderSchema, body);
  return { items: items.map(item => toOrderedItem(item.name, item.product.options)), reference };
}

export function parseOrderIds(body: object): { orderId: bigint; itemId: bigint | undefined } {
  const { order_id: orderId, order_item_id: itemId } = parseWith(orderIdSchema, body);
  return { orderId, itemId };
}

/** The order item whose servers are asked for; 0 or none means all. */
export function parseServerFilter(body: object): bigint | undefined {
  return parseWith(serverListSchema, body).order_item_id || undefined;
}

function toOrderedItem(name: string, options: z.infer<typeof optionsSchema>): OrderedItem {
  return {
    name,
    ramGb: options.quantity_ram_gb,
    cpuCount: options.quantity_cpu,
    storageGb: options.quantity_storage_gb,
    wantsIpv4: Number(options.features?.ipv4 ?? 0) === 1,
    os: options.os,
    osVersion: options.os_version,
  };
}

function parseWith<Schema extends z.ZodType>(schema: Schema, body: object): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(400, `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'invalid'}`);
}
