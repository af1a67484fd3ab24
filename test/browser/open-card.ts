import type { CallToolResult } from '@modelcontextprotocol/client';
import { buildSync } from 'esbuild';
import type { BrowserContextOptions } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { createSettings, openServer } from '../kit/open-server.ts';
import type { OpenPage } from './open-page.ts';

const bundle = buildSync({
  entryPoints: [new URL('card-host.mjs', import.meta.url).pathname],
  bundle: true,
  format: 'iife',
  platform: 'browser',
  // The bridge tells of each message.
  drop: ['console'],
  write: false,
});
const hostScript = bundle.outputFiles[0]?.text ?? '';

export interface CardHost {
  readonly capabilities?: { readonly openLinks?: object };
  readonly hostContext?: object;
  readonly refusesLinks?: boolean;
}

/** The card as a host shows it: read from the server, in a frame, behind the bridge that hosts use. */
export async function openCard(
  openPage: (options?: BrowserContextOptions) => Promise<OpenPage>,
  { look, capabilities = { openLinks: {} }, ...host }: CardHost & { look?: BrowserContextOptions } = {},
) {
  const { page, incidents } = await openPage(look);
  await page.addScriptTag({ content: hostScript });
  const options = JSON.stringify({ html: await readCard(), capabilities, ...host });
  await page.evaluate(`showCard(${options})`);
  const frame = page.frames()[1];
  if (!frame) throw new Error('the card is not shown');
  /** Speaks to the card as a host does. */
  const tell = async (method: string, params: object) => {
    await page.evaluate(`host.bridge.${method}(${JSON.stringify(params)})`);
  };
  return {
    page,
    frame,
    incidents,
    tell,
    read: async (what: string) => await page.evaluate<unknown>(`host.${what}`),
    show: async (result: CallToolResult | object) => {
      await tell('sendToolInput', { arguments: {} });
      await tell('sendToolResult', 'content' in result ? result : { content: [], structuredContent: result });
      await frame.getByRole('heading', { level: 1 }).waitFor();
      // The host has given it the height that it asked for.
      await expect.poll(() => frame.evaluate('document.body.offsetHeight === innerHeight')).toBe(true);
    },
  };
}

async function readCard(): Promise<string> {
  const { client, close } = await openServer({
    settings: createSettings({ apiUrl: 'http://127.0.0.1:9/api', token: 'unused' }),
  });
  onTestFinished(close);
  const { contents } = await client.readResource({ uri: 'ui://vps-order/order.html' });
  const [page] = contents;
  if (!page || !('text' in page)) throw new Error('there is no card');
  return page.text;
}
