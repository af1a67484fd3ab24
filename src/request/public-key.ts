import { createHash } from 'node:crypto';
import { parsePublicKeyLines } from './public-key-lines.ts';

/** What a person needs in order to recognise a key. */
export type PublicKey = { type: string; comment: string; fingerprint: string; bits: number };

/** The keys of an accepted `authorized_keys`, fingerprints as `ssh-keygen -l` prints them; throws TypeError else. */
export function parsePublicKeys(text: string): PublicKey[] {
  const lines = parsePublicKeyLines(text);
  if ('problems' in lines) throw new TypeError(`authorized_keys ${lines.problems.join('; ')}`);
  return lines.keys.map(({ type, comment, bits, blob }) => ({
    type,
    comment,
    fingerprint: toFingerprint(blob),
    bits,
  }));
}

function toFingerprint(blob: string): string {
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
