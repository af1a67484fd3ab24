import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDurableDirectory } from '../../src/journal/files/durable-directory.ts';
import { createFileStore, toJournalDirectory } from '../../src/journal/files/file-store.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { toRecordName } from '../../src/journal/record.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { exampleClaim as claim } from './example-record.ts';

function openJournal(directory = path.join(createStateDirectory(), 'deep', 'journal')) {
  const create = () =>
    createJournal({
      store: createFileStore(directory),
      provider: 'https://provider.example/api',
      account: 'default',
      identity: 'secret-token',
      now: Date.now,
    });
  return { directory, journal: create(), another: create };
}

describe('the journal', () => {
  it('is empty, and makes nothing, before something is claimed', async () => {
    const { journal, directory } = openJournal();
    expect((await journal.records()).all).toEqual([]);
    expect(() => statSync(directory)).toThrow('ENOENT');
  });

  it('gives racing claims different numbers, in this process and in others', async () => {
    const { journal, another } = openJournal();
    const journals = [journal, another(), another()];
    const claims = await Promise.all(
      Array.from({ length: 60 }, (_, index) => journals[index % 3]?.claim(claim)),
    );
    const numbers = claims.map(record => record?.number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect((await another().records()).all).toHaveLength(60);
  });

  it('lets exactly one of many change a record', async () => {
    const { journal, another } = openJournal();
    const claimed = await journal.claim(claim);
    const changers = Array.from({ length: 20 }, () => another());
    const changes = await Promise.all(
      changers.map((changer, index) => changer.change(claimed, { state: index % 2 ? 'sending' : 'void' })),
    );
    const winners = changes.filter(change => change !== undefined);
    expect(winners).toHaveLength(1);
    expect((await journal.records()).all[0]).toMatchObject({
      number: 1,
      revision: 1,
      state: winners[0]?.state,
    });
  });

  it('binds an order id to one record for good', async () => {
    const { journal, another } = openJournal();
    const [first, second] = [await journal.claim(claim), await journal.claim(claim)];
    const held = await Promise.all([first, second, first].map(record => another().hold('73', record)));
    expect(held.filter(Boolean).length).toBeGreaterThan(0);
    expect(held[0]).toBe(held[2]);
    expect(held[1]).toBe(!held[0]);
  });

  it('lets go of an order id when the record that has it came to nothing', async () => {
    const { journal, another } = openJournal();
    const [first, second, third] = [
      await journal.claim(claim),
      await journal.claim(claim),
      await journal.claim(claim),
    ];
    expect(await journal.hold('73', first)).toBe(true);
    expect(await another().hold('73', second)).toBe(false);
    await journal.change(first, { state: 'void' });
    expect(await another().hold('73', second)).toBe(true);
    expect(await journal.hold('73', second)).toBe(true);
    expect(await another().hold('73', third)).toBe(false);
  });

  it.each(['00000001.1.json', '00000001.0.json'])(
    'fails closed, naming the file, when %s is gone',
    async name => {
      const { journal, directory, another } = openJournal();
      const record = await journal.claim(claim);
      const sending = await journal.change(record, { state: 'sending' });
      await journal.change(sending ?? record, { state: 'unknown' });
      rmSync(path.join(directory, name));
      const missing = { code: 'state_unwritable', message: expect.stringContaining(`${name} is missing`) };
      await expect(another().records()).rejects.toMatchObject(missing);
      await expect(another().claim(claim)).rejects.toMatchObject(missing);
    },
  );

  it('reads on when a listing shows a later record and misses an earlier one', async () => {
    const { journal, directory } = openJournal();
    await journal.claim(claim);
    await journal.claim(claim);
    const files = createDurableDirectory(directory);
    let listings = 0;
    const list = async () => {
      listings += 1;
      const names = await files.list();
      return listings === 1 ? names.filter(name => !name.startsWith('00000001')) : names;
    };
    expect((await createFileStore(directory, { ...files, list }).records()).all).toHaveLength(2);
  });

  it('keeps every record whole and leaves no temporary files', async () => {
    const { journal, directory } = openJournal();
    const record = await journal.claim(claim);
    await journal.change(record, { state: 'sending' });
    expect(readdirSync(directory).sort()).toEqual(['00000001.0.json', '00000001.1.json']);
    const text = readFileSync(path.join(directory, '00000001.1.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 1, state: 'sending', reference: 'reference' });
  });

  it('is readable by its owner alone', async () => {
    const { journal, directory } = openJournal();
    await journal.fingerprint();
    await journal.claim(claim);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory))
      expect(statSync(path.join(directory, name)).mode & 0o777).toBe(0o600);
  });

  it('knows a credential by a fingerprint that differs between directories and does not hold it', async () => {
    const [one, other] = [openJournal(), openJournal()];
    const fingerprint = await one.journal.fingerprint();
    expect(await one.another().fingerprint()).toBe(fingerprint);
    expect(await other.journal.fingerprint()).not.toBe(fingerprint);
    const text = readFileSync(path.join(one.directory, 'journal.json'), 'utf8');
    expect(text).not.toContain('secret-token');
    expect(fingerprint).toHaveLength(12);
  });

  it('ignores files that are not its own', async () => {
    const { journal, directory, another } = openJournal();
    await journal.claim(claim);
    for (const name of [
      'notes.txt',
      '1.0.json',
      '00000002.json',
      '00000002.01.json',
      'tmp-left-behind',
      '.DS_Store',
    ]) {
      writeFileSync(path.join(directory, name), 'not a record');
    }
    expect((await another().records()).all).toHaveLength(1);
    expect(await another().claim(claim)).toMatchObject({ number: 2 });
  });

  it('reads a long journal with few files open at a time, in the order of the numbers', async () => {
    const { journal, directory } = openJournal();
    await journal.claim(claim);
    const text = readFileSync(path.join(directory, '00000001.0.json'), 'utf8');
    const count = 500;
    for (let number = 2; number <= count; number++)
      writeFileSync(path.join(directory, toRecordName({ number, revision: 0 })), text);
    let [open, mostOpen] = [0, 0];
    const files = createDurableDirectory(directory);
    const read = async (name: string) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      return await files.read(name).finally(() => {
        open -= 1;
      });
    };
    const records = (await createFileStore(directory, { ...files, read }).records()).all;
    expect(records.map(({ number }) => number)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
    // Some systems give a process 256 files.
    expect(mostOpen).toBeLessThan(100);
  });

  it.each([
    ['nothing', ''],
    ['half a record', '{"format":1,"state":"cla'],
    ['another format', '{"format":2,"state":"claimed"}'],
    [
      'another state',
      JSON.stringify({ ...claim, format: 1, state: 'maybe', created_at: new Date(), changed_at: new Date() }),
    ],
  ])('fails closed, naming the file, when a record holds %s', async (_, text) => {
    const { journal, directory, another } = openJournal();
    await journal.claim(claim);
    const file = path.join(directory, '00000002.0.json');
    writeFileSync(file, text);
    await expect(another().records()).rejects.toMatchObject({
      code: 'state_unwritable',
      message: expect.stringContaining(file),
    });
  });

  it.skipIf(process.getuid?.() === 0)('says which directory cannot be written', async () => {
    const { journal, directory } = openJournal();
    await journal.claim(claim);
    chmodSync(directory, 0o500);
    await expect(journal.claim(claim)).rejects.toMatchObject({
      code: 'state_unwritable',
      message: expect.stringContaining(directory),
    });
    chmodSync(directory, 0o700);
  });
});

describe('the place of a journal', () => {
  const place = { stateDirectory: '/state', apiUrl: new URL('https://my.klikk.com/api'), account: 'default' };

  it('stays the same in every release, or what was ordered would be forgotten', () => {
    expect(toJournalDirectory(place)).toBe('/state/journal/my.klikk.com-default-d2e6583fe176');
  });

  it('is one for each provider and account', () => {
    const places = [
      place,
      { ...place, account: 'second' },
      { ...place, apiUrl: new URL('https://my.klikk.com/other') },
      { ...place, apiUrl: new URL('http://127.0.0.1:8080/run-1/api') },
    ];
    expect(new Set(places.map(toJournalDirectory)).size).toBe(places.length);
  });

  it('is a name that every file system takes', () => {
    const directory = toJournalDirectory({ ...place, apiUrl: new URL('http://[::1]:8080/api') });
    expect(path.basename(directory)).toMatch(/^[A-Za-z0-9._-]{1,120}$/);
  });
});
