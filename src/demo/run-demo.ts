import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import { playStory } from './story.ts';

export interface DemoOptions {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Program and script with which the server is started. */
  readonly serverCommand: readonly [string, string];
}

/** Less than the demo's order costs, so that the provider asks for payment. */
const creditCents = 5_00;

/** Plays the main job through a real MCP client, a spawned server and a real provider; 0 only if every step came out right. */
export async function runDemo({ write, isTerminal, serverCommand }: DemoOptions): Promise<number> {
  const narrator = createNarrator({ write, isTerminal });
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'vps-order-mcp-demo-'));
  const sandbox = await startSandbox({ creditCents, provisioningMs: 2_500 });
  const [command, script] = serverCommand;
  const transport = new StdioClientTransport({
    command,
    args: [script],
    env: { VPS_API_URL: sandbox.apiUrl, VPS_API_TOKEN: sandbox.token, VPS_STATE_DIR: stateDirectory },
  });
  const client = createClient(narrator);
  try {
    await client.connect(transport);
    await playStory({ client, narrator });
    narrator.end('Everything came out as it should.');
    return 0;
  } catch (error) {
    narrator.end(`The demo stopped: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await client.close();
    await sandbox.close();
    await rm(stateDirectory, { recursive: true, force: true });
  }
}

/** A client that shows the server's question and, standing in for the person, says yes to it. */
function createClient(narrator: Narrator): Client {
  const client = new Client({ name: 'demo', version: '1' }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler('elicitation/create', request => {
    narrator.quote('The server asks the person', request.params.message);
    narrator.say('The person ticks the box and says yes.');
    return { action: 'accept', content: { confirm: true } };
  });
  return client;
}
