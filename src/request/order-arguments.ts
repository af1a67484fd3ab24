import * as z from 'zod';
import {
  createMismatch,
  numberField,
  quoteEntry,
  quoteValue,
  textField,
  visibleTextField,
  wholeNumberField,
} from './fields.ts';
import { expectedIds, readId } from './ids.ts';
import { ipAllowSchema, portsSchema } from './networks-and-ports.ts';
import { findKeysProblem } from './ssh-keys.ts';

/** The provider's number of an operating system, or the name of one. */
const osSchema = z
  .union([wholeNumberField({ min: 1 }), visibleTextField()], {
    error: createMismatch('give a name such as "Debian", or a positive whole number'),
  })
  .meta({ type: 'string' });

/** A firewall group. A number stays a number and digits stay text, since the provider documents neither. */
const firewallIdSchema = z
  .union([z.number(), z.string()], { error: createMismatch(expectedIds.positive) })
  .refine(id => readId(id) !== undefined, {
    error: ({ input }) => `${quoteValue(input)} is not a firewall group; ${expectedIds.positive}`,
  })
  .meta({ type: 'integer' });

/** The documented spelling is a text. */
const firewallAddmeSchema = z.enum(['0', '1'], {
  error: createMismatch('give "1" or "0" as text, in quotes'),
});

const maxUrlLength = 2048;

/** An https URL without user and fragment. No problem that is named repeats it: its query or user may be a secret. */
const cloudInitUrlSchema = textField(text => {
  if (!/^https:\/\/[^/]/i.test(text))
    return 'does not start with https://; put the cloud-init file where the server can load it, and give its https address';
  if (text.length > maxUrlLength) return `is longer than ${maxUrlLength} characters`;
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\'))
    return 'holds a blank, a backslash or a character outside ASCII; percent-encode it';
  if (text.includes('#')) return 'holds a fragment (#…), which no server ever receives; remove it';
  if (!URL.canParse(text)) return 'is not a URL';
  const { username, password } = new URL(text);
  return username || password ? 'holds a user name or password before the host; remove it' : undefined;
});

/** An accepted URL as it may be shown: scheme, host and path, with anything in its query masked. */
export function maskUrlQuery(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?***'}`;
}

const sshdSchema = z.strictObject({
  authorized_keys: textField(findKeysProblem).describe(
    'OpenSSH public keys that may log in, 1–16, one per line.',
  ),
  ip_allow: ipAllowSchema
    .optional()
    .describe(
      'Who may reach SSH: IPv4/IPv6 addresses and CIDR blocks, comma-separated. Left out, the provider decides.',
    ),
  public_ports_allow: portsSchema
    .optional()
    .describe('Ports open to everyone, ranges with a colon: 80,443,12000:12010. Left out, none.'),
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
    quantity_ram_gb: numberField('a number above 0', value => value > 0).describe(
      'Memory in GB, above 0, such as 0.5.',
    ),
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
        'Servers with the same number, from 0, run on different hosts; across orders that is not known.',
      ),
    firewall_id: firewallIdSchema
      .optional()
      .describe("Firewall group to join, an id from the provider's portal."),
    firewall_addme: firewallAddmeSchema.optional().describe("1 adds the server's address to that group."),
  })
  // A number already stands for one version, so that a second one could contradict it.
  .refine(({ os, os_version }) => typeof os === 'string' || os_version === undefined, {
    error: 'goes with an os name only; leave it out beside an os number',
    path: ['os_version'],
  });

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

/** What names an intent to order. */
const idempotencyKeySchema = textField(text =>
  /^[\x21-\x7e]{1,64}$/.test(text)
    ? undefined
    : `${quoteEntry(text)} is not 1–64 visible ASCII characters without blanks`,
);

const maxItems = 50;

export const orderRequestSchema = z.strictObject({
  items: z
    .array(orderItemSchema)
    .refine(({ length }) => length > 0, { error: 'is empty; give at least one server' })
    .refine(({ length }) => length <= maxItems, {
      error: `is too long; one order takes at most ${maxItems} servers`,
    })
    .describe('Servers to order, 1–50; the operator mostly allows 5.'),
  reference: visibleTextField()
    .optional()
    .describe('Your reference, 1–64 characters. Left out, one is made up.'),
  idempotency_key: idempotencyKeySchema
    .optional()
    .describe(
      'Your name for this purchase, 1–64 ASCII characters. Left out, the same order within an hour is a repeat.',
    ),
  dry_run: z
    .boolean({ error: createMismatch('give true to check without ordering, or leave it out to order') })
    .optional()
    .describe('true only checks and shows the order. Left out, it orders.'),
});

export type OrderRequest = z.output<typeof orderRequestSchema>;
