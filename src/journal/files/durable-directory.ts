import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';

/** A directory of small files, each written once, whole and synced, under a name that nothing else has. */
export interface DurableDirectory {
  readonly path: string;
  /** Makes the directory, mode 0700, with everything above it. */
  make(): Promise<void>;
  /** The names in it, or none when it does not exist. */
  list(): Promise<string[]>;
  read(name: string): Promise<string>;
  /** Writes a file under the first of `names` that is free; answers that name, or undefined when all were taken. */
  createUnder(names: Iterable<string>, text: string): Promise<string | undefined>;
}

export function createDurableDirectory(directory: string): DurableDirectory {
  return {
    path: directory,
    make: () => makeDirectory(directory),
    list: () => listOrNone(directory),
    read: name => readFile(path.join(directory, name), 'utf8'),
    createUnder: async (names, text) => {
      const temporary = path.join(directory, `tmp-${randomBytes(9).toString('base64url')}`);
      try {
        await writeSynced(temporary, text);
        return await linkUnder({ directory, temporary, names });
      } finally {
        await unlink(temporary).catch(() => {});
      }
    },
  };
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A link is exclusive and complete at once: the name appears with all of the text behind it, or not at all. */
async function linkUnder(from: {
  directory: string;
  temporary: string;
  names: Iterable<string>;
}): Promise<string | undefined> {
  for (const name of from.names) {
    try {
      await link(from.temporary, path.join(from.directory, name));
    } catch (error) {
      if (isErrorWithCode(error, 'EEXIST')) continue;
      throw error;
    }
    await syncDirectory(from.directory);
    return name;
  }
  return undefined;
}

async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = path.dirname(made))
    await syncDirectory(made);
  await syncDirectory(path.dirname(first));
}

async function syncDirectory(directory: string): Promise<void> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(directory, 'r');
  } catch (error) {
    // Windows opens no directories; there a name is as durable as the file system makes it.
    if (isErrorWithCode(error, 'EISDIR') || isErrorWithCode(error, 'EPERM')) return;
    throw error;
  }
  try {
    await handle.sync();
  } catch (error) {
    if (!isErrorWithCode(error, 'EPERM') && !isErrorWithCode(error, 'EINVAL')) throw error;
  } finally {
    await handle.close();
  }
}

async function listOrNone(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return [];
    throw error;
  }
}

export function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
