import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VpsError } from '../../src/errors/vps-error.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { createPostgresStore } from '../../src/journal/postgres/postgres-store.ts';
import { parseJournalUrl } from '../../src/settings/value-parsers.ts';
import { findSecrets } from '../hostile/find-flaws.ts';
import { exampleClaim } from '../journal/example-record.ts';
import { createOrder } from '../kit/example-order.ts';
import { startServer } from '../kit/server-process.ts';
import { createSelfSigned } from '../provider/self-signed.ts';
import { withFleet } from './fleet.ts';
import { type Postgres, password, startPostgres } from './start-postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
  const roles = [
    `CREATE ROLE checked LOGIN PASSWORD '${password}'`,
    'CREATE ROLE guest LOGIN',
    'CREATE ROLE reader LOGIN',
    'CREATE ROLE writer LOGIN',
    'CREATE ROLE hasty LOGIN SUPERUSER',
    'ALTER ROLE hasty SET synchronous_commit = off',
  ];
  postgres.run('postgres', roles.join('; '));
});
afterAll(() => postgres?.close());

/** What an order needs of a journal; answers the complaint, or undefined where nothing stands in its way. */
async function complain(url: string): Promise<string | undefined> {
  const store = createPostgresStore(parseJournalUrl(url), 'https://provider.example/api default');
  const identity = 'secret-token';
  const provider = 'https://provider.example/api';
  const journal = createJournal({ store, provider, account: 'default', identity, now: store.now });
  try {
    (await journal.records()).all;
    await journal.fingerprint();
    await journal.claim(exampleClaim);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(VpsError);
    expect(error).toMatchObject({ code: 'state_unwritable' });
    return error instanceof VpsError ? error.message : '';
  }
}

const statement = /Let its owner run: CREATE TABLE IF NOT EXISTS vps_order_journal \(.*GRANT SELECT, INSERT/;

describe('a database that cannot keep a journal is refused with what to do', () => {
  it.each([
    ['a password that is wrong', { user: 'checked' }, /refuses this user or password/],
    ['a user that there is not', { user: 'nobody' }, /refuses this user/],
    ['no right to make the table', { user: 'guest' }, statement],
    ['commits that do not wait for the disk', { user: 'hasty' }, /ALTER ROLE .* SET synchronous_commit = on/],
    ['no server', { port: 1 }, /refuses connections/],
  ])('%s', async (_, at, complaint) => {
    const database = postgres.createDatabase();
    const url = postgres.urlOf(database, at).replace(encodeURIComponent(password), 'another-password');
    const text = await complain(url);
    expect(text).toMatch(complaint);
    expect(text).toContain(`database ${database} on 127.0.0.1`);
    for (const part of [url, 'another-password', 'postgres://']) expect(text).not.toContain(part);
  });

  it('a database that there is not', async () => {
    expect(await complain(postgres.urlOf('nowhere'))).toMatch(
      /database nowhere on 127.0.0.1, does not exist/,
    );
  });

  it('a table of another kind', async () => {
    const database = postgres.createDatabase();
    postgres.run(database, 'CREATE TABLE vps_order_journal (scope text, number int)');
    expect(await complain(postgres.urlOf(database))).toMatch(/has another table of the name/);
  });

  it('a replica', async () => {
    const { port } = await postgres.addReplica();
    expect(await complain(postgres.urlOf('postgres', { port }))).toMatch(/is a replica.*name the primary/);
  });

  it('one that only lets read', async () => {
    const database = postgres.createDatabase();
    expect(await complain(postgres.urlOf(database))).toBeUndefined();
    postgres.run(database, 'GRANT SELECT ON vps_order_journal TO reader');
    expect(await complain(postgres.urlOf(database, { user: 'reader' }))).toMatch(
      /too few rights.*GRANT SELECT, INSERT/,
    );
  });
});

it('a user who may do nothing but SELECT and INSERT orders', async () => {
  const database = postgres.createDatabase();
  expect(await complain(postgres.urlOf(database))).toBeUndefined();
  postgres.run(database, 'GRANT SELECT, INSERT ON vps_order_journal TO writer');
  expect(await complain(postgres.urlOf(database, { user: 'writer' }))).toBeUndefined();
});

it('the statements of the page for operators do what it says', async () => {
  const page = readFileSync(new URL('../../docs/shared-journal.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, sql = '']) => sql);
  const [create = '', ageAll = '', read = ''] = blocks;
  const database = postgres.createDatabase();
  postgres.run(database, create);
  expect(await complain(postgres.urlOf(database, { user: 'vps_machines' }))).toBeUndefined();
  postgres.run(database, ageAll);
  expect(await complain(postgres.urlOf(database, { user: 'vps_machines' }))).toBeUndefined();
  expect(postgres.run(database, read).split('\n')).toHaveLength(2);
});

describe('TLS', () => {
  const verified = (host: string, more = '') =>
    `${postgres.urlOf(postgres.database, { host })}?sslmode=verify-full${more}`;

  it('is missed, and asked for', async () => {
    expect(await complain(verified('localhost'))).toMatch(/offers no TLS.*ssl = on/);
  });

  it('counts with a certificate that the named authority vouches for, for this host, and no other', async () => {
    const certificate = createSelfSigned('localhost');
    postgres.offerTls(certificate);
    const file = path.join(postgres.directory, 'root.crt');
    writeFileSync(file, certificate.cert);
    const rooted = `&sslrootcert=${encodeURIComponent(file)}`;
    expect(await complain(verified('localhost', rooted))).toBeUndefined();
    expect(await complain(verified('localhost'))).toMatch(/nobody known vouches for; name .* in sslrootcert/);
    expect(await complain(verified('127.0.0.1', rooted))).toMatch(/certificate for another host/);
    expect(await complain(verified('localhost', '&sslrootcert=/nowhere'))).toMatch(
      /sslrootcert names cannot be read/,
    );
  });
});

describe('a database that stands still', () => {
  it('refuses the order before sending', async () => {
    await withFleet(postgres, {}, async ({ addMachine, countSent }) => {
      const { call } = await addMachine();
      await call('order_create', createOrder('one'));
      postgres.freeze(true);
      const refused = await call('order_create', createOrder('two')).finally(() => postgres.freeze(false));
      expect(refused).toMatchObject({ outcome: 'not_ordered', error: { code: 'state_unwritable' } });
      expect(JSON.stringify(refused)).toContain('did not answer within 5 s');
      expect(countSent()).toBe(1);
      expect(await call('order_create', createOrder('two'))).toMatchObject({ outcome: 'ordered' });
    });
  });

  it('after sending leaves the known outcome, with a warning', async () => {
    await withFleet(postgres, {}, async ({ sandbox, addMachine, countSent }) => {
      const { call } = await addMachine();
      sandbox.hooks.beforeAnswer = async ({ action }) => {
        if (action === 'order_create') postgres.freeze(true);
      };
      const placed = await call('order_create', createOrder()).finally(() => postgres.freeze(false));
      expect(placed).toMatchObject({ outcome: 'ordered', order_id: 73 });
      expect(JSON.stringify(placed.warnings)).toContain('could not be written to the order journal');
      sandbox.hooks.beforeAnswer = undefined;
      expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered', order_id: 73 });
      expect(countSent()).toBe(1);
    });
  });
});

it("the URL's password leaves the process by no way", async () => {
  const database = postgres.createDatabase();
  postgres.run(database, 'GRANT CREATE ON SCHEMA public TO checked');
  await withFleet(postgres, { database }, async ({ env }) => {
    const right = postgres.urlOf(database, { user: 'checked' });
    for (const [url, outcome] of [
      [right, 'ordered'],
      [right.replace(`/${database}`, '/nowhere'), 'not_ordered'],
    ] as const) {
      const server = await startServer({
        env: { ...env, VPS_JOURNAL_URL: url, VPS_LOG: 'debug', NODE_DEBUG: '*' },
      });
      expect(await server.callTool('order_create', createOrder(outcome))).toMatchObject({ outcome });
      for (const name of ['order_list', 'server_list']) await server.callTool(name);
      server.child.stdin?.end();
      await server.ended;
      const table = postgres.run(database, 'SELECT * FROM vps_order_journal');
      for (const text of [server.stdout(), server.stderr(), table])
        expect(findSecrets(text, { kind: 'token', token: password })).toEqual([]);
    }
  });
});
