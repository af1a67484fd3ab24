import { expect, it, test } from 'vitest';
import { parseJournalUrl } from '../../src/settings/journal-url.ts';
import { readSettings } from './read-settings.ts';

const verified = { rootCertificate: undefined };

test.each([
  [
    'postgres://vps:p%40ss@db.example:6432/orders',
    { host: 'db.example', port: 6432, user: 'vps', password: 'p@ss', database: 'orders', tls: verified },
  ],
  ['postgresql://db.example/orders', { host: 'db.example', port: 5432, user: undefined, tls: verified }],
  ['postgres://10.0.0.7/orders', { host: '10.0.0.7', tls: verified }],
  ['postgres://[2001:db8::7]/orders', { host: '2001:db8::7', tls: verified }],
  ['postgres://db.example/orders?sslmode=verify-full', { tls: verified }],
  ['postgres://db.example/orders?sslrootcert=/etc/ca.pem', { tls: { rootCertificate: '/etc/ca.pem' } }],
  ['postgres://localhost/orders', { host: 'localhost', tls: undefined }],
  ['postgres://127.0.0.1/orders?sslmode=disable', { host: '127.0.0.1', tls: undefined }],
  ['postgres://[::1]/orders', { host: '::1', tls: undefined }],
  ['postgres:///orders', { host: 'localhost', tls: undefined }],
  ['postgres:///orders?host=/run/postgresql', { host: '/run/postgresql', tls: undefined }],
  ['postgres://localhost/orders?sslmode=verify-full', { tls: verified }],
  ['postgres://localhost/my%20orders', { database: 'my orders' }],
])('%s says where the database is, and whether TLS is needed', (url, expected) => {
  expect(parseJournalUrl(url)).toMatchObject(expected);
});

test.each(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'no-verify', ''])(
  'sslmode=%s to another machine is refused with the reason',
  mode => {
    expect(() => parseJournalUrl(`postgres://db.example/orders?sslmode=${mode}`)).toThrow(
      'with less than verify-full another machine could pose as the database',
    );
  },
);

test.each(['user', 'password', 'port', 'options', 'sslcert', 'target_session_attrs'])(
  'the parameter %s is refused, since it would be taken for heeded',
  name => {
    expect(() => parseJournalUrl(`postgres://db.example/orders?${name}=x`)).toThrow(
      'may hold no parameters but host, sslmode, sslrootcert',
    );
  },
);

it('comes out of a file too', () => {
  const { journalDatabase } = readSettings({
    env: { VPS_JOURNAL_URL_FILE: '/run/journal-url' },
    files: { '/run/journal-url': 'postgres://vps:secret@localhost/orders\n' },
  });
  expect(journalDatabase).toMatchObject({ user: 'vps', password: 'secret', database: 'orders' });
});
