// A bare MCP client over stdio: what it costs itself must not hide what the server costs.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const initialize = {
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};

/** Spawns a server and answers requests by id; times are in milliseconds since the spawn. */
export function openServer(command, env = {}) {
  const startedAt = performance.now();
  // A bare environment: some variables, such as NODE_EXTRA_CA_CERTS, alone slow every start down.
  const child = spawn(command[0], command.slice(1), {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map();
  let rest = '';
  let ids = 0;
  child.stdin.on('error', () => {});
  child.stdout.on('data', chunk => {
    rest += chunk;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const message = JSON.parse(rest.slice(0, end));
      rest = rest.slice(end + 1);
      waiting.get(message.id)?.({ message, atMs: performance.now() - startedAt });
      waiting.delete(message.id);
    }
  });
  const request = ({ method, params = {} }) => {
    const id = ++ids;
    return new Promise(resolve => {
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  };
  return {
    request,
    async listTools() {
      request(initialize);
      child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
      return await request({ method: 'tools/list' });
    },
    async callTool(name, args = {}) {
      const askedAt = performance.now();
      const { message } = await request({ method: 'tools/call', params: { name, arguments: args } });
      return { result: message.result, ms: performance.now() - askedAt };
    },
    /** Of all its threads together. */
    processorMs: () => readProcessorMs(child.pid),
    residentMb: () => readMb(child.pid, 'VmRSS'),
    /** The most that it ever held. */
    peakMb: () => readMb(child.pid, 'VmHWM'),
    close: () =>
      new Promise(resolve => {
        child.on('close', resolve);
        child.kill('SIGKILL');
      }),
  };
}

function readProcessorMs(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map(task =>
    Number.parseInt(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8'), 10),
  );
  return nanoseconds.reduce((sum, count) => sum + count, 0) / 1e6;
}

function readMb(pid, field) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
}
