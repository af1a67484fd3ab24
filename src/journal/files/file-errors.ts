import path from 'node:path';
import { VpsError } from '../../errors/vps-error.ts';

/** By the code of the system, and the call that failed where that makes the difference: what it means and what to do. */
const reasons: readonly (readonly [what: RegExp, reason: string])[] = [
  [
    /^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS) link$/,
    'its file system has no hard links; set VPS_STATE_DIR to a directory on another one',
  ],
  [/^ENOSPC/, 'the disk is full, of files or of bytes (df -i, df); make room'],
  [/^EDQUOT/, "this user's disk quota is used up; make room or raise it"],
  [/^EROFS/, 'its file system is read-only; mount it writable, or set VPS_STATE_DIR to one that is'],
  [
    /^(?:EACCES|EPERM)/,
    'this user has no right to it; give the directory and its files to the user that this server runs as',
  ],
  [
    /^(?:EMFILE|ENFILE)/,
    'too many files are open, which passes; call again in a moment, and raise the limit (ulimit -n) if it comes back',
  ],
  [/^EIO/, 'the disk fails; check it before anything else is written there'],
  [/^(?:ENOENT|ESTALE)/, 'something of it is gone; put back what was moved or removed'],
  [/^(?:ENOTREG|ENXIO)/, 'something else than a file bears the name of one; look at it, and move it away'],
  [/^(?:ENOTDIR|EEXIST)/, 'a file stands where a directory has to be; set VPS_STATE_DIR to a directory'],
  [/^/, 'the system refuses it; make it a directory that this user can write'],
];

/** Says what a person can do about a file call of the journal that failed. */
export function toFileError(place: string, cause: unknown): VpsError {
  if (cause instanceof VpsError) return cause;
  const failure: NodeJS.ErrnoException = cause instanceof Error ? cause : new Error();
  const { code = '', syscall = '', path = place } = failure;
  const reason = reasons.find(([what]) => what.test(`${code} ${syscall}`))?.[1];
  const where = path.startsWith(place) ? path : place;
  const message = `The order journal cannot be used at ${where}: ${reason}${code && ` (${code})`}. Without it an order could be placed twice.`;
  return new VpsError('state_unwritable', message, { cause });
}

/** Of a record's file that is lost or damaged. */
export function toRecordError(
  place: string,
  { name, what, cause }: { name: string; what: string; cause?: unknown },
): VpsError {
  const message = `The journal record ${path.join(place, name)} ${what}, so nothing is ordered. Restore it from a backup; without one, look at the provider what was ordered, then move the whole directory away and restart this server.`;
  return new VpsError('state_unwritable', message, { cause });
}
