import { createHash } from 'node:crypto';
import path from 'node:path';

/** One directory per provider URL and account label: readable by a person, unique by the digest of both. */
export function toJournalDirectory(place: { stateDirectory: string; apiUrl: URL; account: string }): string {
  const { stateDirectory, apiUrl, account } = place;
  const digest = createHash('sha256').update(`${apiUrl.href}\n${account}`).digest('hex').slice(0, 12);
  const host = apiUrl.host.toLowerCase().replace(/[^a-z0-9.-]/g, '_');
  return path.join(stateDirectory, 'journal', `${host}-${account}-${digest}`);
}
