import { fstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDurableDirectory } from '../../src/journal/files/durable-directory.ts';
import { createFileStore } from '../../src/journal/files/file-store.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { exampleClaim } from './example-record.ts';

interface Sync {
  readonly inode: number;
  readonly isDirectory: boolean;
}

/** Calls `onSync` whenever a file or a directory is about to be synced; what it throws is the error of the sync. */
async function watchSyncs(onSync: (sync: Sync) => void): Promise<void> {
  const handle = await open(createStateDirectory(), 'r');
  const prototype: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const sync = prototype.sync;
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
    const stats = fstatSync(this.fd);
    onSync({ inode: stats.ino, isDirectory: stats.isDirectory() });
    await sync.call(this);
  });
  onTestFinished(() => spy.mockRestore());
}

function inodeOf(...names: string[]): number {
  return statSync(path.join(...names)).ino;
}

function failWith(code: string): never {
  throw Object.assign(new Error(`${code}: made by a test`), { code });
}

describe('a file of the journal', () => {
  it('is whole and synced before its name appears, and its directory is synced before it counts', async () => {
    const place = createStateDirectory();
    const directory = createDurableDirectory(place);
    const events: { what: string; names: string[]; texts: string[]; inode: number }[] = [];
    await watchSyncs(({ inode, isDirectory }) => {
      const names = readdirSync(place).filter(name => !name.startsWith('tmp-'));
      const texts = readdirSync(place).map(name => readFileSync(path.join(place, name), 'utf8'));
      events.push({ what: isDirectory ? 'directory' : 'file', names, texts: [...new Set(texts)], inode });
    });
    expect(await directory.createUnder(['name'], 'the text')).toBe('name');
    expect(events).toEqual([
      { what: 'file', names: [], texts: ['the text'], inode: inodeOf(place, 'name') },
      { what: 'directory', names: ['name'], texts: ['the text'], inode: inodeOf(place) },
    ]);
  });

  it('bears no name when it cannot be synced', async () => {
    const place = createStateDirectory();
    await watchSyncs(({ isDirectory }) => {
      if (!isDirectory) failWith('EIO');
    });
    await expect(createDurableDirectory(place).createUnder(['name'], 'text')).rejects.toThrow('EIO');
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('the directory of the journal', () => {
  it('is synced into each directory that got a new name', async () => {
    const place = createStateDirectory();
    const synced: number[] = [];
    await watchSyncs(({ inode }) => synced.push(inode));
    const directory = createDurableDirectory(path.join(place, 'state', 'journal'));
    await directory.make();
    expect(synced).toEqual(expect.arrayContaining([inodeOf(place), inodeOf(place, 'state')]));
    synced.length = 0;
    await directory.make();
    expect(synced).toEqual([]);
  });

  it('that cannot be synced when it is made takes no record', async () => {
    const place = createStateDirectory();
    const parent = inodeOf(place);
    await watchSyncs(({ inode }) => {
      if (inode === parent) failWith('EIO');
    });
    const journal = openJournal(path.join(place, 'journal'));
    await expect(journal.claim(exampleClaim)).rejects.toMatchObject({ code: 'state_unwritable' });
    expect(readdirSync(path.join(place, 'journal'))).toEqual([]);
  });

  it('that cannot be synced makes a claim, a change and a hold fail', async () => {
    const journal = openJournal(createStateDirectory());
    const claim = await journal.claim(exampleClaim);
    await watchSyncs(({ isDirectory }) => {
      if (isDirectory) failWith('EIO');
    });
    const unwritable = { code: 'state_unwritable', cause: expect.objectContaining({ code: 'EIO' }) };
    await expect(journal.claim(exampleClaim)).rejects.toMatchObject(unwritable);
    await expect(journal.change(claim, { state: 'sending' })).rejects.toMatchObject(unwritable);
    await expect(journal.hold('73', claim)).rejects.toMatchObject(unwritable);
  });

  it.each(['EINVAL', 'EPERM'])('is used all the same where directories know no sync (%s)', async code => {
    const journal = openJournal(createStateDirectory());
    await watchSyncs(({ isDirectory }) => {
      if (isDirectory) failWith(code);
    });
    expect(await journal.claim(exampleClaim)).toMatchObject({ number: 1, state: 'claimed' });
  });
});

function openJournal(directory: string) {
  return createJournal({
    store: createFileStore(directory),
    provider: 'https://provider.example/api',
    account: 'default',
    identity: 'secret-token',
    now: Date.now,
  });
}
