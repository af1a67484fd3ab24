import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/** The shortest that can be configured, so that stalling faults leave time for many calls. */
export const requestTimeoutMs = 1_000;

export function toEnvironment({ sandbox, stateDirectory, fileEnvironment }) {
  return {
    PATH: process.env.PATH,
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_STATE_DIR: stateDirectory,
    VPS_REQUEST_TIMEOUT_MS: String(requestTimeoutMs),
    VPS_MAX_ORDERS_PER_DAY: '100000',
    VPS_CONFIRM: 'never',
    ...fileEnvironment,
  };
}

/** The built command behind a real client over stdio, in one protocol era. */
export async function startServer(where, era) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [where.main],
    env: toEnvironment(where),
    stderr: 'pipe',
  });
  const lines = [];
  transport.stderr?.setEncoding('utf8').on('data', text => lines.push(...text.split('\n').filter(Boolean)));
  const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } };
  const client = new Client(
    { name: 'soak', version: '1' },
    { capabilities: {}, ...(era === 'modern' && modern) },
  );
  await client.connect(transport);
  // From here on the client validates every result against its schema.
  await client.listTools();
  return {
    pid: transport.pid,
    stderr: () => lines,
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}
