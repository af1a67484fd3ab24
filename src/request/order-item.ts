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
  authorized_keys: authorizedKeysSchema.describe('OpenSSH public keys that may log in, one per line, 1–16.'),
  ip_allow: ipAllowSchema
    .optional()
    .describe('Who may reach SSH: IPv4/IPv6 addresses and CIDR blocks, comma-separated, up to 64.'),
  public_ports_allow: portsSchema
    .optional()
    .describe('Ports open to everyone, comma-separated, up to 64, such as 80,443,12000:12010.'),
});

const featuresSchema = z.strictObject({
  ipv4: z
    .literal([0, 1], { error: createMismatch('give 1 for an IPv4 address or 0 for none, as a number') })
    .optional()
    .describe('1 adds an IPv4 address, 0 none.'),
  sshd: sshdSchema.optional().describe('SSH access and open ports.'),
  cloud_init_url: cloudInitUrlSchema
    .optional()
    .describe('https URL from which the server loads its cloud-init.'),
});

const optionsSchema = z
  .strictObject({
    quantity_ram_gb: numberField({ above: 0 }).describe('Memory in GB, such as 0.5.'),
    quantity_cpu: wholeNumberField({ min: 1 }).describe('Number of CPUs.'),
    quantity_storage_gb: wholeNumberField({ min: 1 }).describe('Disk in GB.'),
    os: osSchema.describe("Operating system: a name such as Debian, or the provider's number."),
    os_version: visibleTextField().optional().describe('Version for an os name, such as 10.4.'),
    features: featuresSchema.describe('Network and access.'),
    antiaffinity: wholeNumberField({ min: 0 })
      .optional()
      .describe('Servers with the same number run on different hosts.'),
    firewall_id: firewallIdSchema.optional().describe('Firewall group to join.'),
    firewall_addme: firewallAddmeSchema.optional().describe('"1" adds the server\'s address to that group.'),
  })
  .check(checkOperatingSystem);

const productSchema = z.strictObject({
  name: z.literal('VPS', { error: createMismatch('the one product is "VPS"') }).describe('The product.'),
  options: optionsSchema.describe('Size, system and access.'),
});

/** One server to order, as the provider documents it. */
export const orderItemSchema = z.strictObject({
  name: visibleTextField().describe('Your name for the server, 1–64 characters.'),
  product: productSchema.describe('What to order.'),
});

export type OrderItem = z.output<typeof orderItemSchema>;
