import type { Claim } from '../../src/journal/journal.ts';
import type { JournalRecord } from '../../src/journal/record.ts';

export const exampleClaim: Claim = {
  patience_ms: 5_000,
  intent_id: 'intent',
  request_digest: 'digest',
  reference: 'reference',
  reference_origin: 'random',
  credential: 'fingerprint',
  items: [{ name: 'server' }],
};

/** A record as the journal reads it; what is given replaces its fields. */
export function createRecord(fields: Partial<JournalRecord> = {}): JournalRecord {
  const time = '2026-03-01T10:00:00.000Z';
  return {
    ...exampleClaim,
    format: 1,
    state: 'unknown',
    created_at: time,
    changed_at: time,
    number: 1,
    revision: 2,
    ...fields,
  };
}
