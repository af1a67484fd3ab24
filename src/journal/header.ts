import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { type DurableDirectory, isErrorWithCode } from './durable-directory.ts';
import { journalFormat } from './record.ts';

export const headerName = 'journal.json';

const headerSchema = z.object({
  format: z.literal(journalFormat),
  provider: z.string(),
  account: z.string(),
  salt: z.string(),
});

/**
 * A salted, truncated fingerprint of the credential (of the user name for Basic): enough to notice that another credential
 * orders, too little to find the credential by. The salt is made with the directory and stays with it.
 */
export async function fingerprintCredential(
  directory: DurableDirectory,
  of: { provider: string; account: string; identity: string },
): Promise<string> {
  const { provider, account, identity } = of;
  const salt = (await readSalt(directory)) ?? (await makeSalt(directory, { provider, account }));
  return createHash('sha256').update(`${salt}\n${identity}`).digest('hex').slice(0, 12);
}

async function makeSalt(
  directory: DurableDirectory,
  place: { provider: string; account: string },
): Promise<string> {
  const header = { format: journalFormat, ...place, salt: randomBytes(16).toString('base64url') };
  await directory.make();
  const made = await directory.createUnder([headerName], `${JSON.stringify(header)}\n`);
  return made === undefined ? ((await readSalt(directory)) ?? header.salt) : header.salt;
}

async function readSalt(directory: DurableDirectory): Promise<string | undefined> {
  let text: string;
  try {
    text = await directory.read(headerName);
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return headerSchema.parse(JSON.parse(text)).salt;
  } catch (cause) {
    const file = path.join(directory.path, headerName);
    throw new VpsError(
      'state_unwritable',
      `${file} is damaged or of a newer version; restore it or update vps-order-mcp.`,
      { cause },
    );
  }
}

/** One directory per provider URL and account label: readable by a person, unique by the digest of both. */
export function toJournalDirectory(place: { stateDirectory: string; apiUrl: URL; account: string }): string {
  const { stateDirectory, apiUrl, account } = place;
  const digest = createHash('sha256').update(`${apiUrl.href}\n${account}`).digest('hex').slice(0, 12);
  const host = apiUrl.host.toLowerCase().replace(/[^a-z0-9.-]/g, '_');
  return path.join(stateDirectory, 'journal', `${host}-${account}-${digest}`);
}
