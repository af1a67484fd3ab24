import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDeadline } from '../../src/journal/deadline.ts';
import { createDurableDirectory, type DurableDirectory } from '../../src/journal/files/durable-directory.ts';
import { createFileStore } from '../../src/journal/files/file-store.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { toRecordName } from '../../src/journal/record.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { exampleClaim } from './example-record.ts';

function openJournal(place: string, faults: Partial<DurableDirectory> = {}) {
  return createJournal({
    store: createFileStore(place, { ...createDurableDirectory(place), ...faults }),
    provider: 'https://provider.example/api',
    account: 'default',
    identity: 'secret-token',
    now: Date.now,
  });
}

function useFakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

const never = () => new Promise<never>(() => {});
const hangs = { code: 'state_unwritable', message: expect.stringContaining('hangs') };

describe('a step on the journal', () => {
  it('that hangs is given up, and after a few no further one is begun until one returns', async () => {
    useFakeTime();
    const deadline = createDeadline('/state');
    const hung: ((value: string) => void)[] = [];
    const begin = () => deadline('reading', () => new Promise<string>(resolve => hung.push(resolve)));
    const given = Promise.allSettled([begin(), begin(), begin()]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await given).toEqual(
      Array(3).fill({ status: 'rejected', reason: expect.objectContaining(hangs) }),
    );
    await expect(begin()).rejects.toMatchObject(hangs);
    expect(hung).toHaveLength(3);
    hung[0]?.('late');
    await vi.advanceTimersByTimeAsync(0);
    expect(await deadline('reading', async () => 'read')).toBe('read');
  });

  it('has the whole time anew for each of its parts, and hears when nobody waits any more', async () => {
    useFakeTime();
    const deadline = createDeadline('/state');
    const waited: boolean[] = [];
    const work = deadline('writing', async goOn => {
      for (const ms of [3_000, 3_000, 6_000]) {
        await new Promise(resolve => setTimeout(resolve, ms));
        waited.push(goOn());
      }
    });
    const given = expect(work).rejects.toMatchObject(hangs);
    await vi.advanceTimersByTimeAsync(12_000);
    await given;
    expect(waited).toEqual([true, true, false]);
  });

  it.each(['list', 'read', 'createUnder', 'make'] as const)('answers when %s never does', async call => {
    useFakeTime();
    const place = createStateDirectory();
    await openJournal(place).fingerprint();
    const journal = openJournal(place, { [call]: never });
    const asked = call === 'list' || call === 'read' ? journal.records() : journal.claim(exampleClaim);
    const given = expect(asked).rejects.toMatchObject(hangs);
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(20_000);
    await given;
  });

  it('leaves no name behind when it comes back late', async () => {
    const place = createStateDirectory();
    expect(await createDurableDirectory(place).createUnder(['name'], 'text', () => false)).toBeUndefined();
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('what stands under the name of a record', () => {
  it.skipIf(process.platform === 'win32')('and is a pipe is not waited for', async () => {
    const place = createStateDirectory();
    const file = path.join(place, '00000001.0.json');
    execFileSync('mkfifo', [file]);
    await expect(openJournal(place).records()).rejects.toMatchObject({
      code: 'state_unwritable',
      message: expect.stringContaining(file),
    });
  });

  it('and is a directory fails closed', async () => {
    const place = createStateDirectory();
    const file = path.join(place, '00000001.0.json');
    mkdirSync(file);
    await expect(openJournal(place).records()).rejects.toMatchObject({
      message: expect.stringMatching(`${file}.*something else than a file`),
    });
  });

  it('has any number of revisions', async () => {
    const place = createStateDirectory();
    const journal = openJournal(place);
    const text = JSON.stringify({
      ...exampleClaim,
      format: 1,
      state: 'unknown',
      created_at: new Date(),
      changed_at: new Date(),
    });
    for (let revision = 0; revision <= 10_000; revision++)
      writeFileSync(path.join(place, toRecordName({ number: 1, revision })), text);
    const [record] = (await journal.records()).all;
    expect(record).toMatchObject({ revision: 10_000 });
    expect(record && (await journal.change(record, { state: 'ordered' }))).toMatchObject({
      revision: 10_001,
    });
    expect((await journal.records()).all).toMatchObject([{ revision: 10_001, state: 'ordered' }]);
  });
});

describe('a failing file call', () => {
  it.each([
    ['ENOSPC', 'open', 'make room'],
    ['EDQUOT', 'write', 'quota'],
    ['EROFS', 'open', 'read-only'],
    ['EACCES', 'open', 'has no right'],
    ['EPERM', 'open', 'has no right'],
    ['EPERM', 'link', 'no hard links'],
    ['EOPNOTSUPP', 'link', 'no hard links'],
    ['EMFILE', 'open', 'too many files are open'],
    ['EIO', 'fsync', 'the disk fails'],
    ['ENOENT', 'open', 'is gone'],
    ['EWHATEVER', 'open', 'the system refuses it'],
  ])('is named with what to do about it: %s of %s', async (code, syscall, advice) => {
    const fail = () => Promise.reject(Object.assign(new Error('made by a test'), { code, syscall }));
    const journal = openJournal(createStateDirectory(), { createUnder: fail });
    await expect(journal.claim(exampleClaim)).rejects.toMatchObject({
      code: 'state_unwritable',
      message: expect.stringMatching(`${advice}.*\\(${code}\\)`),
    });
  });

  it('that passes never advises to restore a record or to move the journal away', async () => {
    const place = createStateDirectory();
    await openJournal(place).claim(exampleClaim);
    const read = () => Promise.reject(Object.assign(new Error('made by a test'), { code: 'EMFILE' }));
    const error = await openJournal(place, { read })
      .records()
      .catch(cause => cause);
    expect(error.message).toContain('which passes');
    expect(error.message).not.toMatch(/backup|move/);
  });
});

describe('a journal that loses something', () => {
  it('says so of its header when records are there', async () => {
    const place = createStateDirectory();
    const journal = openJournal(place);
    await journal.fingerprint();
    await journal.claim(exampleClaim);
    rmSync(path.join(place, 'journal.json'));
    await expect(openJournal(place).fingerprint()).rejects.toMatchObject({
      message: expect.stringContaining('journal.json of'),
    });
  });

  it('as a whole fails closed while an order of it is open, and goes on when it is put back', async () => {
    const place = path.join(createStateDirectory(), 'journal');
    const journal = openJournal(place);
    await journal.fingerprint();
    await journal.claim(exampleClaim);
    renameSync(place, `${place}-away`);
    await expect(journal.records()).rejects.toMatchObject({
      code: 'state_unwritable',
      message: expect.stringContaining('removed or replaced'),
    });
    renameSync(`${place}-away`, place);
    expect((await journal.records()).all).toHaveLength(1);
  });
});

describe('a long journal', () => {
  function writeSettled(place: string, count: number): void {
    const time = new Date().toISOString();
    for (let number = 1; number <= count; number++) {
      const fields = { format: 1, state: 'ordered', created_at: time, changed_at: time };
      const text = JSON.stringify({ ...exampleClaim, ...fields, order_id: `${number}` });
      writeFileSync(path.join(place, toRecordName({ number, revision: 0 })), text);
    }
  }

  function countReads(place: string) {
    const names: string[] = [];
    const read = (name: string) => {
      names.push(name);
      return createDurableDirectory(place).read(name);
    };
    return { names, journal: openJournal(place, { read }) };
  }

  it('is compacted once, and read from its snapshot and what changed since', async () => {
    const place = createStateDirectory();
    writeSettled(place, 1_000);
    const before = (await openJournal(place).records()).all;
    const [changed] = before;
    expect(
      changed && (await openJournal(place).change(changed, { state: 'ordered', ended: 'failed' })),
    ).toBeTruthy();
    const { names, journal } = countReads(place);
    const after = (await journal.records()).all;
    expect(after[0]).toMatchObject({ revision: 1, ended: 'failed' });
    expect(after.slice(1)).toEqual(before.slice(1));
    expect(names.filter(name => name !== 'journal.json')).toEqual([
      'snapshot-00001000.jsonl',
      '00000001.1.json',
    ]);
  });

  it('is read from its records when the snapshot is damaged', async () => {
    const place = createStateDirectory();
    writeSettled(place, 1_000);
    writeFileSync(path.join(place, 'snapshot-00000900.jsonl'), '{"format":1,"sha256":"0"}\n[]\n');
    expect((await openJournal(place).records()).all).toHaveLength(1_000);
  });
});

it.skipIf(process.platform !== 'linux')('a place that takes no children answers', async () => {
  await expect(openJournal('/proc/nowhere/journal').claim(exampleClaim)).rejects.toMatchObject({
    code: 'state_unwritable',
  });
});
