// Preloaded into a server: on SIGUSR2 it prints to stderr which scripts have run so far, and which of Node's own modules.
import { Session } from 'node:inspector';

const scripts = [];
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params.url));
session.post('Debugger.enable');

let number = 0;
process.on('SIGUSR2', () => {
  number += 1;
  process.stderr.write(`${JSON.stringify({ scripts, builtins: process.moduleLoadList, number })}\n`);
});
