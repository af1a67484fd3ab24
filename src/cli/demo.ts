import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import * as z from 'zod';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { renderTypedCommand } from '../settings/shell-command.ts';
import type { CommandCall } from './commands.ts';
import { createNarrator, type Narrator, playStory } from './demo-story.ts';

const whatItIs = `A real MCP client starts the real server as a process of its own; a sandbox on this machine plays the
provider. There is no account, no money, and nothing leaves this machine.`;

/** Plays the main job through a real MCP client, a spawned server and a real provider; 0 only if every step came out right. */
export async function runDemo(
  { write, onSignal, findStart }: CommandCall,
  [command, script]: readonly [program: string, script: string],
): Promise<number> {
  const narrator = createNarrator(write);
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'vps-order-mcp-demo-'));
  // Less credit than the order costs, so that the provider asks for payment.
  const sandbox = await startSandbox({ creditCents: 5_00, provisioningMs: 2_500 });
  const priceList = path.join(stateDirectory, 'prices.json');
  await writeFile(priceList, sandbox.priceList);
  const env = {
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_STATE_DIR: stateDirectory,
    VPS_PRICE_LIST: priceList,
  };
  const transport = new StdioClientTransport({ command, args: [script], env });
  const client = createClient(narrator);
  const interrupted = new Promise<never>((_, reject) => {
    onSignal(() => reject(new Error('interrupted')));
  });
  try {
    narrator.title('vps-order-mcp: an agent orders a server');
    narrator.quote(whatItIs);
    await Promise.race([client.connect(transport).then(() => playStory(client, narrator)), interrupted]);
    narrator.title('\nEverything came out as it should.');
    write('Next: connect a client. For Claude Code, this prints what to paste, the sandbox included:\n');
    write(`${renderTypedCommand(findStart(), 'config', 'claude-code')}\n`);
    return 0;
  } catch (error) {
    narrator.title(`\nThe demo stopped: ${explain(error)}`);
    return 1;
  } finally {
    await client.close();
    await sandbox.close();
    await rm(stateDirectory, { recursive: true, force: true });
  }
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError)
    return `the last result is not what it should be.\n${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
}

/** A client that shows the server's question and, standing in for the person, says yes to it. */
function createClient(narrator: Narrator): Client {
  const client = new Client({ name: 'demo', version: '1' }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler('elicitation/create', request => {
    narrator.say('Before anything is sent, the server asks the person:');
    narrator.quote(request.params.message);
    narrator.say('The person says yes.');
    return { action: 'accept', content: { confirm: true } };
  });
  return client;
}
