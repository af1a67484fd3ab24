import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createItem } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

it('sends the address of cloud-init as it was given, and keeps it without its query', async () => {
  const url = 'https://boot.example/init/web?v=2&token=s3cr3t%2Dvalue';
  const item = createItem('booted');
  Object.assign(item.product.options.features, { cloud_init_url: url });
  const sandbox = await openSandbox();
  const settings = createSettings(sandbox);
  const { call } = await openServer({ settings });
  const result = await call('order_create', { items: [item] });
  expect(result).toMatchObject({ outcome: 'ordered' });
  expect(sandbox.received.at(-1)?.rawBody).toContain(JSON.stringify(url));
  const journal = readdirSync(settings.stateDirectory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(file => readFileSync(path.join(file.parentPath, file.name), 'utf8'))
    .join('\n');
  expect(journal).toContain('https://boot.example/init/web?***');
  expect(journal + JSON.stringify(result)).not.toContain('s3cr3t');
});
