import * as z from 'zod';
import { authorizedKeysSchema } from './authorized-keys.ts';
import { cloudInitUrlSchema } from './cloud-init-url.ts';
import { firewallAddmeSchema, firewallIdSchema } from './firewall.ts';
import { ipAllowSchema } from './ip-allow.ts';
import { numberField, wholeNumberField } from './number-field.ts';
import { checkOperatingSystem, osSchema } from './operating-system.ts';
import { portsSchema } from './ports.ts';
import { createMismatch } from './quote-entry.ts';
import { visibleTextField } from './visible-text.ts';

const sshdSchema = z.strictObject({
  authorized_keys: authorizedKeysSchema.describe('OpenSSH public keys that may log in, 1–16, one per line.'),
  ip_allow: ipAllowSchema
    .optional()
    .describe(
      'Who may reach SSH: IPv4/IPv6 addresses and CIDR blocks, comma-separated, up to 64. Left out, the provider decides.',
    ),
  public_ports_allow: portsSchema
    .optional()
    .describe('Ports open to everyone, up to 64, ranges with a colon: 80,443,12000:12010. Left out, none.'),
});

const featuresSchema = z.strictObject({
  ipv4: z
    .literal([0, 1], { error: createMismatch('give 1 for an IPv4 address or 0 for none, as a number') })
    .meta({ type: 'integer' })
    .optional()
    .describe('1 adds an IPv4 address, 0 none. Left out, the provider decides.'),
  sshd: sshdSchema
    .optional()
    .describe('SSH access and open ports. Without it or cloud_init_url nobody can log in.'),
  cloud_init_url: cloudInitUrlSchema
    .optional()
    .describe('https URL from which the server loads its cloud-init.'),
});

const optionsSchema = z
  .strictObject({
    quantity_ram_gb: numberField({ above: 0 }).describe('Memory in GB, above 0, such as 0.5.'),
    quantity_cpu: wholeNumberField({ min: 1 }).describe('Number of CPUs, from 1.'),
    quantity_storage_gb: wholeNumberField({ min: 1 }).describe('Disk in whole GB, from 1.'),
    os: osSchema.describe("A name such as Debian, or the provider's number such as 2; no tool lists them."),
    os_version: visibleTextField()
      .optional()
      .describe('Version for an os name, such as 10.4. Left out, the provider chooses.'),
    features: featuresSchema.describe('Network and access.'),
    antiaffinity: wholeNumberField({ min: 0 })
      .optional()
      .describe(
        'Servers with the same number, 0 or more, run on different hosts; whether across orders is not known.',
      ),
    firewall_id: firewallIdSchema
      .optional()
      .describe("Firewall group to join, an id from the provider's portal."),
    firewall_addme: firewallAddmeSchema.optional().describe('"1" adds the server\'s address to that group.'),
  })
  .check(checkOperatingSystem);

const productSchema = z.strictObject({
  name: z.enum(['VPS'], { error: createMismatch('the one product is "VPS"') }).describe('The only product.'),
  options: optionsSchema.describe('Size, system and access.'),
});

/** One server to order, as the provider documents it. */
export const orderItemSchema = z.strictObject({
  name: visibleTextField().describe('Your name for the server, 1–64 characters.'),
  product: productSchema.describe('What to order.'),
});

export type OrderItem = z.output<typeof orderItemSchema>;
