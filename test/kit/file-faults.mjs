// Loaded with --import before the server: makes one step of writing the journal fail, or kills the process at it.
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const fault = JSON.parse(process.env.FILE_FAULT ?? 'null');
const link = files.link;

files.link = async (from, to) => {
  const isHit = fault !== null && new RegExp(fault.name).test(path.basename(to));
  if (isHit && fault.when === 'before') act();
  await link(from, to);
  if (isHit && fault.when === 'after') act();
};
syncBuiltinESMExports();

function act() {
  if (fault.does === 'kill') process.kill(process.pid, 'SIGKILL');
  else throw Object.assign(new Error(`${fault.does}: made by a test`), { code: fault.does });
}
