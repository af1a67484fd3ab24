// Plays the demo and draws what it printed, for README.md.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderSession } from './picture/render-session.mjs';

const root = new URL('../', import.meta.url);
const output = execFileSync(process.execPath, [fileURLToPath(new URL('dist/main.js', root)), 'demo'], {
  encoding: 'utf8',
});
writeFileSync(new URL('docs/session.svg', root), renderSession(output));
