import { VpsError } from '../errors/vps-error.ts';

const maxBytes = 64 * 1024;

type FileSystem = Pick<typeof import('node:fs'), 'statSync' | 'readFileSync'>;

/**
 * The text of a regular file. Whatever else a path may name could keep a start waiting for ever, or never end.
 * @throws VpsError `configuration`, continuing the sentence "VARIABLE …".
 */
export function readSettingFile(fs: FileSystem, file: string): string {
  try {
    const found = fs.statSync(file);
    if (!found.isFile())
      throw new VpsError('configuration', 'has to name a regular file, and no directory, pipe or device');
    if (found.size > maxBytes) throw new VpsError('configuration', 'names a file of more than 64 KiB');
    const text = fs.readFileSync(file, 'utf8');
    // No setting holds the character 0, and in UTF-16 every second byte is one.
    if (text.includes('\0'))
      throw new VpsError(
        'configuration',
        'names a file in UTF-16, as some Windows programs write it; save it as UTF-8',
      );
    return text;
  } catch (cause) {
    if (cause instanceof VpsError) throw cause;
    throw new VpsError('configuration', 'names a file that cannot be read', { cause });
  }
}
