import * as z from 'zod';

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
  .transform(({ name, product }) => ({ name, ...product.options }));

/** One item of an order: its name and its options. */
export type OrderedItem = z.output<typeof itemSchema>;

export const orderSchema = z.object({
  items: z.array(itemSchema).min(1).max(100),
  reference: z.string().max(255).optional(),
});

const idSchema = z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/)]).transform(Number);

export const orderIdsSchema = z.object({ order_id: idSchema, order_item_id: idSchema.optional() });

export const serverFilterSchema = z.object({ order_item_id: idSchema.optional() });
