import * as z from 'zod';
import type { OrderedItem } from './order.ts';

/** The provider says no: an HTTP status and a sentence, decided before anything was changed. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const flagSchema = z.literal([0, 1, '0', '1']);

/** Looks at the characters alone: as a second opinion that is enough. */
const sshdSchema = z.object({
  authorized_keys: z.string().regex(/^(ssh|ecdsa|sk)-\S+ \S{32}/, 'begins with no public key'),
  ip_allow: z.string().regex(/^[\da-f.:/, ]+$/i, 'is no list of addresses and blocks'),
  public_ports_allow: z
    .string()
    .regex(/^[\d:, ]*$/, 'is no list of ports and ranges')
    .optional(),
});

const optionsSchema = z.object({
  quantity_ram_gb: z.number().positive().max(4096),
  quantity_cpu: z.int().min(1).max(1024),
  quantity_storage_gb: z.int().min(1).max(1_000_000),
  os: z.union([z.int().positive(), z.string().trim().min(1)]),
  os_version: z.string().optional(),
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

const itemSchema = z
  .object({
    name: z.string().trim().min(1).max(255),
    product: z.object({ name: z.literal('VPS'), options: optionsSchema }),
  })
  .transform(
    ({ name, product: { options } }): OrderedItem => ({
      name,
      ramGb: options.quantity_ram_gb,
      cpuCount: options.quantity_cpu,
      storageGb: options.quantity_storage_gb,
      wantsIpv4: Number(options.features?.ipv4) === 1,
      os: options.os,
      osVersion: options.os_version,
    }),
  );

export const orderSchema = z.object({
  items: z.array(itemSchema).min(1).max(100),
  reference: z.string().max(255).optional(),
});

const idSchema = z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/)]).transform(Number);

export const orderIdsSchema = z.object({ order_id: idSchema, order_item_id: idSchema.optional() });

export const serverFilterSchema = z.object({ order_item_id: idSchema.optional() });

/** Reads a request as the documentation has it. Throws a Refusal that names the first thing wrong. */
export function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(400, `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'invalid'}`);
}
