import { readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { createTable, isRefusal, toDatabaseError } from '../../../src/journal/postgres/database-errors.ts';
import { parseJournalUrl } from '../../../src/settings/value-parsers.ts';

const address = parseJournalUrl('postgres://vps:secret-word@db.example/orders');

function failWith(code: string): Error {
  return Object.assign(new Error('secret-word, in the words of somebody else'), { code });
}

test.each([
  ['08P01', /refuses the connection/],
  ['22P05', /refused what was asked \(SQLSTATE 22P05\)/],
  ['42704', /older than PostgreSQL 13/],
  ['42883', /older than PostgreSQL 13/],
  ['53300', /no connection left; raise max_connections/],
  ['ENOTFOUND', /no name server knows/],
  ['ECONNRESET', /cannot be reached, or did not answer within 5 s \(ECONNRESET\)/],
  ['CERT_HAS_EXPIRED', /certificate that has expired/],
  ['', /cannot be reached, or did not answer within 5 s\./],
])('of %j a person hears what is wrong and where, and nothing of what was said', (code, complaint) => {
  const { code: own, message } = toDatabaseError(address, failWith(code));
  expect(own).toBe('state_unwritable');
  expect(message).toMatch(complaint);
  expect(message).toMatch(/^The order journal, database orders on db\.example, .* so nothing is ordered\.$/);
  expect(message).not.toContain('secret-word');
});

test.each(['28P01', '42501', '25006', '22P05', '3D000'])('%s is an answer that would come again', code => {
  expect(isRefusal(failWith(code))).toBe(true);
});

test.each(['57P01', '57P02', '57P03', '40001', '40P01', '25P03', '08006', 'EPIPE', 'ECONNRESET', ''])(
  'after %j the same is tried again',
  code => {
    expect(isRefusal(failWith(code))).toBe(false);
  },
);

it('the page for operators shows the table as it is made', () => {
  const page = readFileSync(new URL('../../../docs/shared-journal.md', import.meta.url), 'utf8');
  expect(page).toContain(`${createTable};`);
});
