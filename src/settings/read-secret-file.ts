import { VpsError } from '../errors/vps-error.ts';

const maxBytes = 64 * 1024;

type FileSystem = Pick<
  typeof import('node:fs'),
  'constants' | 'openSync' | 'fstatSync' | 'readSync' | 'closeSync'
>;

/**
 * The text of a regular file. Whatever else a path may name could keep a start waiting for ever, or never end.
 * @throws VpsError `configuration`, continuing the sentence "VARIABLE …".
 */
export function readSecretFile(fs: FileSystem, file: string): string {
  try {
    // Without O_NONBLOCK, opening a FIFO waits for somebody to write; Windows has neither.
    const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      return readRegular(fs, descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (cause) {
    if (cause instanceof VpsError) throw cause;
    throw new VpsError('configuration', 'names a file that cannot be read', { cause });
  }
}

function readRegular(fs: FileSystem, descriptor: number): string {
  if (!fs.fstatSync(descriptor).isFile())
    throw new VpsError('configuration', 'has to name a regular file, and no directory, pipe or device');
  const buffer = Buffer.alloc(maxBytes + 1);
  const length = fs.readSync(descriptor, buffer);
  if (length > maxBytes) throw new VpsError('configuration', 'names a file of more than 64 KiB');
  // No secret holds the byte 0, and every ASCII character of UTF-16 does.
  if (buffer.subarray(0, length).includes(0))
    throw new VpsError(
      'configuration',
      'names a file in UTF-16, as some Windows programs write it; save it as UTF-8',
    );
  return buffer.toString('utf8', 0, length);
}
