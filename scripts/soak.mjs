// Minutes of mixed calls against a provider and a disk that misbehave at random: counts what came of them, watches memory and
// file descriptors, measures deadlines and exits, and fails when a figure is not what docs/reliability.md promises.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildParts } from './soak/build-parts.mjs';
import { createCalls } from './soak/calls.mjs';
import { measureDeadlines } from './soak/deadlines.mjs';
import { measureExits } from './soak/exits.mjs';
import { startFaults } from './soak/faults.mjs';
import { prepareFileFaults } from './soak/file-faults.mjs';
import { checkAll, renderReport } from './soak/report.mjs';
import { startServer } from './soak/server.mjs';
import { startWatch } from './soak/watch.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' } } });
const seconds = Number(values.seconds);
if (!(seconds >= 10)) {
  console.error('--seconds is a number from 10; the default is 120.');
  process.exit(2);
}

const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-soak-'));
try {
  process.exitCode = await soak();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function soak() {
  const { main, startSandbox, toFault } = await buildParts(directory);
  const sandbox = await startSandbox({ creditCents: 1_000_00, provisioningMs: 1_000 });
  const stateDirectory = path.join(directory, 'state');
  const files = prepareFileFaults({ directory, stateDirectory });
  const where = { main, sandbox, stateDirectory, fileEnvironment: files.env };
  // Two processes that share a state directory, as two hosts on one machine do.
  const servers = [await startServer(where, 'legacy'), await startServer(where, 'modern')];
  const calls = createCalls({ servers, sandbox });
  const watch = startWatch(servers.map(({ pid }) => pid));
  const faults = startFaults(sandbox, toFault);

  console.log(`Soaking for ${seconds} seconds: two servers, ${calls.atOnce} calls at once, random faults.`);
  await calls.run(seconds * 750, { newIntents: 300 });
  // Before the disk fails too: calls that wait for it use no memory.
  const resources = watch.stop();
  const fileFaults = files.start();
  await calls.run(seconds * 250, { newIntents: 60 });
  const fileFaultCount = await fileFaults.stop();
  faults.stop();
  await calls.finish();
  const deadlines = await measureDeadlines(servers[0], { sandbox, toFault });
  const stderr = servers.flatMap(server => server.stderr());
  const exits = await measureExits(where, servers);
  const figures = {
    ...calls.figures(),
    faults: faults.counts(),
    fileFaultCount,
    resources,
    deadlines,
    exits,
    stderr,
  };
  await sandbox.close();

  const checks = checkAll(figures);
  console.log(renderReport(figures, checks));
  return checks.every(({ ok }) => ok) ? 0 : 1;
}
