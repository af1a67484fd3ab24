import { RESOURCE_MIME_TYPE } from '@modelcontextprotocol/ext-apps/server';
import { expect, it } from 'vitest';
import { createSettings, eras, openServer } from '../kit/open-server.ts';

const uri = 'ui://vps-order/order.html';

it.each(eras)('a %s host finds the card by its tools, and reads it', async era => {
  const settings = createSettings({ apiUrl: 'http://127.0.0.1:9/api', token: 'unused' });
  const { client } = await openServer({ era, settings });
  expect(client.getServerCapabilities()?.extensions).toEqual({
    'io.modelcontextprotocol/ui': { mimeTypes: [RESOURCE_MIME_TYPE] },
  });
  const { tools } = await client.listTools();
  const shown = tools.filter(({ _meta }) => _meta !== undefined);
  expect(shown.map(({ name }) => name)).toEqual(['order_create', 'order_status', 'order_list']);
  for (const { _meta } of shown) expect(_meta).toEqual({ ui: { resourceUri: uri } });

  const { contents } = await client.readResource({ uri });
  const [page] = contents;
  expect(page).toMatchObject({ uri, mimeType: RESOURCE_MIME_TYPE });
  expect(page?._meta).toEqual({
    ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true },
  });
  const text = page && 'text' in page ? page.text : '';
  expect(text).toMatch(/^<!doctype html>/);
  expect(Buffer.byteLength(text)).toBeLessThan(6_000);
});
