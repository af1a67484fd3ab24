import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { GoOn } from '../deadline.ts';

/** A directory of small files, each written once, whole and synced, under a name that nothing else has. */
export interface DurableDirectory {
  /** Makes the directory, mode 0700, with everything above it. */
  make(goOn?: GoOn): Promise<void>;
  /** The names in it, or none when it does not exist. */
  list(): Promise<string[]>;
  /** A file's text, undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  /** Writes a file under the first of `names` that is free; answers that name, or undefined when all were taken. */
  createUnder(names: Iterable<string>, text: string, goOn?: GoOn): Promise<string | undefined>;
}

const always: GoOn = () => true;

export function createDurableDirectory(directory: string): DurableDirectory {
  return {
    make: (goOn = always) => inTurn(() => makeDirectory(directory, goOn)),
    list: () => inTurn(async () => (await unlessMissing(readdir(directory))) ?? []),
    read: name => inTurn(() => unlessMissing(readRegularFile(path.join(directory, name)))),
    createUnder: (names, text, goOn = always) =>
      inTurn(async () => {
        if (!goOn()) return undefined;
        const temporary = path.join(directory, `tmp-${randomBytes(9).toString('base64url')}`);
        try {
          await writeSynced(temporary, text);
          return goOn() ? await linkUnder({ directory, temporary, names }) : undefined;
        } finally {
          await unlink(temporary).catch(() => {});
        }
      }),
  };
}

/** Half of Node's thread pool: the other half goes on resolving names, however many file calls hang. */
const maxAtOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** One file call after the other; at most two such rows at a time in the whole process. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < maxAtOnce) running += 1;
  else await new Promise<void>(resolve => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** What is no regular file, such as a pipe that nobody writes into, is not waited for. */
async function readRegularFile(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await handle.stat()).isFile())
      throw Object.assign(new Error(`${file} is no regular file`), {
        code: 'ENOTREG',
        path: file,
      });
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
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

/** One by one: Node's recursive `mkdir` never returns below a directory that takes no children, such as /proc. */
async function makeDirectory(directory: string, goOn: GoOn): Promise<void> {
  const missing: string[] = [];
  for (let place = directory; !(await unlessMissing(stat(place))); place = path.dirname(place))
    missing.unshift(place);
  for (const place of missing) {
    if (!goOn()) return;
    try {
      await mkdir(place, 0o700);
    } catch (error) {
      if (!isErrorWithCode(error, 'EEXIST')) throw error;
    }
    await syncDirectory(path.dirname(place));
  }
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

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
