import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { journalFormat } from './record.ts';
import type { Store } from './store.ts';

export const headerName = 'journal.json';

const headerSchema = z.object({
  format: z.literal(journalFormat),
  provider: z.string(),
  account: z.string(),
  salt: z.string(),
});

/**
 * A salted, truncated fingerprint of the credential (of the user name for Basic): enough to notice that another credential
 * orders, too little to find the credential by. The salt is made with the journal and stays with it.
 */
export async function fingerprintCredential(
  store: Store,
  { identity, ...place }: { provider: string; account: string; identity: string },
): Promise<string> {
  const salt = (await readHeader(store))?.salt ?? (await makeSalt(store, place));
  return createHash('sha256').update(`${salt}\n${identity}`).digest('hex').slice(0, 12);
}

async function makeSalt(store: Store, place: { provider: string; account: string }): Promise<string> {
  // Read once more: another process may have made it, and a record, meanwhile.
  if ((await store.records()).count > 0) {
    const present = await readHeader(store);
    if (present) return present.salt;
    throw new VpsError(
      'state_unwritable',
      `${headerName} of ${store.place} is missing, though records are there. Restore it from a backup; without one, look at the provider what was ordered, then move the whole directory away.`,
    );
  }
  const header = { format: journalFormat, ...place, salt: randomBytes(16).toString('base64url') };
  await store.make();
  const made = await store.createUnder([headerName], `${JSON.stringify(header)}\n`);
  return made === undefined ? ((await readHeader(store)) ?? header).salt : header.salt;
}

/** Whose journal it is; undefined where there is none. @throws VpsError `state_unwritable` when that can't be read. */
export async function readHeader(store: Store): Promise<z.output<typeof headerSchema> | undefined> {
  const text = await store.read(headerName);
  if (text === undefined) return undefined;
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new VpsError(
      'state_unwritable',
      `${headerName} of ${store.place} is damaged or of a newer version; restore it or update vps-order-mcp.`,
      { cause },
    );
  }
}
