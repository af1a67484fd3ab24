import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visitDoctor } from '../cli/visit-doctor.ts';
import { createOrder, respellOrder } from '../kit/example-order.ts';
import { runProcess } from '../kit/server-process.ts';
import { spawnServer } from '../kit/spawn-server.ts';
import { type Fleet, withFleet } from './fleet.ts';
import { type Postgres, password, startPostgres } from './start-postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
  postgres.run('postgres', 'CREATE ROLE guest LOGIN; CREATE ROLE reader LOGIN');
});
afterAll(() => postgres?.close());

/** An order whose answer was lost; it was not carried out. */
async function loseOrder({ sandbox, addMachine }: Fleet, name = 'lost') {
  sandbox.setFault('order_create', { name: 'reset-before' });
  const lost = await (await addMachine()).call('order_create', createOrder(name));
  sandbox.setFault('order_create', undefined);
  expect(lost.outcome).toBe('unknown');
  return lost;
}

const journal = ({ env }: Fleet, args: string[], input = '') =>
  runProcess({ args: ['journal', ...args], env, input });

describe('journal', () => {
  it('shows a person and a script what all machines have ordered', async () => {
    await withFleet(postgres, {}, async fleet => {
      const place = `Journal of ${fleet.sandbox.apiUrl}, account default: database ${postgres.database} on 127.0.0.1\n`;
      expect((await journal(fleet, [])).stdout).toBe(`Nothing was ordered yet.\n${place}`);
      for (const { call } of await fleet.addMachines(2)) await call('order_create', createOrder());
      const { stdout, code } = await journal(fleet, []);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/My testserver 1 .* 73 .*ordered/)]);
      expect(stdout.endsWith(place)).toBe(true);
      expect(JSON.parse((await journal(fleet, ['--json'])).stdout)).toMatchObject([
        { number: 1, order_id: 73, state: 'ordered' },
      ]);
    });
  });

  it('looks up, on any machine, an order whose answer was lost on another', async () => {
    await withFleet(postgres, {}, async fleet => {
      const { sandbox, addMachine } = fleet;
      sandbox.setFault('order_create', { name: 'reset-after' });
      // Not before the order: what the list says then is what later ones are compared with.
      sandbox.hooks.onReceived = ({ action }) => {
        if (action === 'order_create') sandbox.setFault('order_list', { name: 'html' });
      };
      const { call } = await addMachine();
      expect((await call('order_create', createOrder())).outcome).toBe('unknown');
      sandbox.setFault('order_list', undefined);
      const { stdout } = await journal(fleet, ['--resolve', '--json']);
      expect(JSON.parse(stdout)).toMatchObject([{ order_id: 73, state: 'ordered', unresolved: false }]);
    });
  });

  it.each(['VPS_JOURNAL_URL', 'VPS_JOURNAL_URL_FILE'])(
    'settles an order with the command that a machine with %s printed',
    async variable => {
      const file = path.join(postgres.directory, 'journal-url');
      const url = postgres.urlOf(postgres.database);
      writeFileSync(file, url);
      const env = { VPS_JOURNAL_URL: '', [variable]: variable === 'VPS_JOURNAL_URL' ? url : file };
      await withFleet(postgres, { env }, async fleet => {
        await loseOrder(fleet);
        const machine = await fleet.addMachine();
        const held = await machine.call('order_create', { ...createOrder('lost'), reference: 'another' });
        expect(held.outcome).toBe('unknown');
        const conflict = await machine.call('order_create', {
          ...createOrder('lost'),
          idempotency_key: 'another',
        });
        const text = JSON.stringify(conflict);
        expect(conflict.error).toMatchObject({ code: 'unresolved' });
        for (const part of [url, password, encodeURIComponent(password)]) expect(text).not.toContain(part);
        const [, typed = ''] =
          /settles it with: (.*?) \(or --not-ordered/.exec(String(conflict.next_step)) ?? [];
        const command = typed.replace('--ordered ORDER_ID', '--not-ordered');
        const run = (more: Record<string, string>) =>
          execFileSync('sh', ['-c', `echo yes | ${command}`], {
            env: { PATH: process.env.PATH ?? '', HOME: postgres.directory, ...more },
            encoding: 'utf8',
            stdio: 'pipe',
          });
        if (variable === 'VPS_JOURNAL_URL') expect(() => run({})).toThrow('VPS_JOURNAL_URL');
        expect(run(variable === 'VPS_JOURNAL_URL' ? { VPS_JOURNAL_URL: url } : {})).toContain('Recorded.');
        expect(await machine.call('order_create', createOrder('lost'))).toMatchObject({ outcome: 'ordered' });
      });
    },
  );
});

describe('journal --import', () => {
  /** A machine as it was before it had a database, and what it has ordered. */
  async function orderWithFiles({ env }: Fleet, orders: readonly object[]): Promise<string> {
    const stateDirectory = mkdtempSync(path.join(postgres.directory, 'before-'));
    const machine = await spawnServer({
      env: { ...env, VPS_JOURNAL_URL: '', VPS_STATE_DIR: stateDirectory },
    });
    for (const order of orders) await machine.call('order_create', order);
    await machine.close();
    return stateDirectory;
  }

  it('makes the orders of state directories known to all machines, however often it is called', async () => {
    await withFleet(postgres, { env: { VPS_MAX_ORDERS_PER_DAY: '4' } }, async fleet => {
      const keyed = { ...createOrder('keyed'), idempotency_key: 'one' };
      const directories = [
        await orderWithFiles(fleet, [keyed, createOrder('keyless')]),
        await orderWithFiles(fleet, [createOrder('elsewhere')]),
      ];
      const [first = '', second = ''] = directories;
      expect((await journal(fleet, ['--import', first])).stdout).toMatch(
        /^Imported .* into database .*: 2 new, 0 there already\. Let every/,
      );
      const again = await journal(fleet, ['--import', first]);
      expect(again.stdout).toMatch(/: 0 new, 2 there already/);
      expect((await journal(fleet, ['--import', second])).code).toBe(0);
      const { call } = await fleet.addMachine();
      for (const [order, order_id] of [
        [keyed, 73],
        [respellOrder(createOrder('keyless')), 74],
        [createOrder('elsewhere'), 75],
      ] as const)
        expect(await call('order_create', order)).toMatchObject({
          outcome: 'ordered',
          order_id,
          replayed: true,
        });
      expect(await call('order_create', createOrder('the fourth'))).toMatchObject({ outcome: 'ordered' });
      expect(await call('order_create', createOrder('the fifth'))).toMatchObject({
        error: { code: 'limit_exceeded' },
      });
    });
  });

  it('takes the directory that the command names, and says where nothing is', async () => {
    await withFleet(postgres, {}, async fleet => {
      const directory = await orderWithFiles(fleet, [createOrder()]);
      const { stdout } = await runProcess({
        args: ['journal'],
        env: { ...fleet.env, VPS_JOURNAL_URL: '', VPS_STATE_DIR: directory },
      });
      const [, named = ''] = /^Journal of .*: (.*)$/m.exec(stdout) ?? [];
      const nothing = await journal(fleet, ['--import', postgres.directory]);
      expect([nothing.code, nothing.stderr]).toEqual([
        2,
        expect.stringContaining('Nothing was ordered there'),
      ]);
      expect((await journal(fleet, ['--import', named])).stdout).toMatch(/: 1 new, 0 there/);
    });
  });

  it('is refused while an order there is not settled, and without a database', async () => {
    await withFleet(postgres, { sandbox: { creditCents: 0 } }, async fleet => {
      const directory = await orderWithFiles(fleet, [createOrder()]);
      const refused = await journal(fleet, ['--import', directory]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(
        /Nothing was imported, since 1 of the orders there .* --resolve.*--state-dir/,
      );
      expect(JSON.parse((await journal(fleet, ['--json'])).stdout)).toEqual([]);
      const { stderr } = await runProcess({
        args: ['journal', '--import', directory],
        env: { ...fleet.env, VPS_JOURNAL_URL: '' },
      });
      expect(stderr).toContain('set VPS_JOURNAL_URL');
    });
  });
});

describe('doctor', () => {
  const visit = (env: Fleet['env'], url = env.VPS_JOURNAL_URL ?? '') =>
    visitDoctor({ env: { ...env, VPS_JOURNAL_URL: url } });

  it('says what the database is, whether its table is there, and never the password', async () => {
    await withFleet(postgres, { database: postgres.createDatabase() }, async ({ env, addMachine }) => {
      const before = await visit(env);
      expect(before.code).toBe(0);
      expect(before.under('ok')).toMatch(
        /database +journal_\d+ on 127\.0\.0\.1, PostgreSQL \d.*, without TLS, on this machine; its table is made with the first order/,
      );
      expect(before.under('ok')).toContain('0 records, readable');
      expect(before.under('ok')).not.toContain('state directory');
      expect(before.setting('VPS_JOURNAL_URL')).toBe('VPS_JOURNAL_URL environment set, hidden');
      await (await addMachine()).call('order_create', createOrder());
      const after = await visit(env);
      expect(after.under('ok')).not.toContain('made with the first order');
      expect(after.under('ok')).toContain('1 record, readable');
      for (const part of [password, encodeURIComponent(password)]) expect(after.text).not.toContain(part);
    });
  });

  it.each([
    ['too few rights to make the table', { user: 'guest' }, 'CREATE TABLE IF NOT EXISTS vps_order_journal'],
    ['a database that there is not', { database: 'nowhere' }, 'does not exist'],
    ['no server', { port: 1 }, 'refuses connections'],
  ])(
    'names %s once, and what to do',
    async (_, { database, ...at }: { database?: string; user?: string; port?: number }, complaint) => {
      await withFleet(postgres, {}, async ({ env }) => {
        const report = await visit(env, postgres.urlOf(database ?? postgres.createDatabase(), at));
        expect(report.code).toBe(1);
        expect(report.under('problem')).toContain(complaint);
        expect(report.text).toContain('1 problem');
        for (const part of [password, encodeURIComponent(password)]) expect(report.text).not.toContain(part);
      });
    },
  );

  it('names a user who may only read, and a database that is read-only', async () => {
    const database = postgres.createDatabase();
    await withFleet(postgres, { database }, async ({ env, addMachine }) => {
      await (await addMachine()).call('order_create', createOrder());
      postgres.run(database, 'GRANT SELECT ON vps_order_journal TO reader');
      const reading = await visit(env, postgres.urlOf(database, { user: 'reader' }));
      expect(reading.under('problem')).toContain('GRANT SELECT, INSERT ON vps_order_journal');
      postgres.run('postgres', `ALTER DATABASE ${database} SET default_transaction_read_only = on`);
      expect((await visit(env)).under('problem')).toContain('is read-only');
    });
  });

  it('says that the clocks differ', async () => {
    await withFleet(postgres, {}, async ({ env }) => {
      const { stdout, code } = await runProcess({
        args: ['doctor'],
        nodeArgs: ['--import', new URL('../kit/shift-clock.mjs', import.meta.url).href],
        env: { ...env, CLOCK_OFF_MS: '-60000' },
      });
      expect(code).toBe(0);
      expect(stdout).toMatch(/clock of this machine differs from the database's by 6\d s/);
    });
  });
});
