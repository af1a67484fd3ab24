import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RawAnswer } from '../../src/sandbox/http.ts';
import { createItem } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const query = 'v=2&token=s3cr3t%2Dvalue&pass=hunter&X-Signature=4f%2Fd1c0+9be';
const url = `https://boot.example/init/web?${query}`;
const secrets = /s3cr3t|hunter|4f(\/|%2F)d1c0/i;

function createOrderWithUrl(name = 'booted') {
  const item = createItem(name);
  const { options } = item.product;
  const features = { ...options.features, cloud_init_url: url };
  return { items: [{ ...item, product: { ...item.product, options: { ...options, features } } }] };
}

/** The request once more, whole and in pieces, as a provider may repeat it. */
function createEcho(request: unknown, facts: object): string {
  return JSON.stringify({
    ...facts,
    request,
    text: JSON.stringify(request),
    message: `No answer from ${url} (s3cr3t-value, s3cr3t%2dvalue, 4f/d1c0 9be)`,
    problems: { features: { cloud_init_url: [`${url} does not answer`] }, [url]: 'no answer' },
    links: [encodeURI(url), encodeURIComponent(url)],
  });
}

async function openEchoing() {
  const sandbox = await openSandbox();
  const settings = createSettings(sandbox);
  const { call } = await openServer({ settings });
  const script = (action: string, answer: () => Partial<RawAnswer>) =>
    sandbox.setFault(action, {
      name: 'scripted',
      carriesOut: false,
      answer: () => ({ status: 200, headers: {}, body: '', ...answer() }),
    });
  const readJournal = () =>
    readdirSync(settings.stateDirectory, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(file => readFileSync(path.join(file.parentPath, file.name), 'utf8'))
      .join('\n');
  const request = () => sandbox.received.at(-1)?.body;
  return { sandbox, call, script, readJournal, request };
}

describe('a secret in cloud_init_url that the provider echoes', () => {
  it.each<[string, number, object, string]>([
    ['not_ordered', 422, { status: 422 }, 'provider'],
    ['payment_required', 402, { status: 402, order_id: 73, invoice_id: 'INV-7' }, 'payment'],
    ['ordered', 200, { status: 200, order_id: 73 }, 'message'],
    ['unknown', 500, { status: 500 }, 'provider'],
  ])('does not come back with %s', async (outcome, status, facts, place) => {
    const { call, script, readJournal, request } = await openEchoing();
    script('order_create', () => ({ status, body: createEcho(request(), facts) }));
    const result = await call('order_create', createOrderWithUrl());
    expect(result).toMatchObject({ outcome });
    expect(JSON.stringify(result[place])).toContain('https://boot.example/init/web?');
    expect(JSON.stringify(result)).not.toMatch(secrets);
    expect(readJournal()).not.toMatch(secrets);
  });

  it('does not come back in an answer that is no JSON', async () => {
    const { call, script, readJournal } = await openEchoing();
    script('order_create', () => ({
      status: 402,
      body: `<p>Pay first: ${url.replaceAll('&', '&amp;')}</p>`,
    }));
    const result = await call('order_create', createOrderWithUrl());
    expect(result).toMatchObject({ outcome: 'payment_required' });
    expect(JSON.stringify(result.payment)).toContain('Pay first');
    expect(JSON.stringify(result)).not.toMatch(secrets);
    expect(readJournal()).not.toMatch(secrets);
  });

  it('stands on the wire as it was given', async () => {
    const { call, request } = await openEchoing();
    expect(await call('order_create', { ...createOrderWithUrl(), dry_run: false })).toBeDefined();
    expect(JSON.stringify(request())).toContain(JSON.stringify(url));
  });

  it('does not come back with what is read later', async () => {
    const { call, script } = await openEchoing();
    const features = { cloud_init_url: url, CloudInitUrl: [`see ${url}`], note: 'as ordered' };
    const item = { id: 1293, status: 200, reference: 'booted', product: { options: { features } } };
    const order = { order_id: 73, status: 200, order_items: [item] };
    const server = { order_item_id: 1293, ip: '192.0.2.7', features };
    script('order_status', () => ({ body: JSON.stringify(order) }));
    script('order_list', () => ({ body: JSON.stringify([order]) }));
    script('server_list', () => ({ body: JSON.stringify([server]) }));
    for (const [name, args] of [
      ['order_status', { order_id: 73 }],
      ['order_list', {}],
      ['server_list', {}],
    ] as const) {
      const text = JSON.stringify(await call(name, args));
      expect(text).toContain('"cloud_init_url":"https://boot.example/init/web?***"');
      expect(text).toContain('"CloudInitUrl":["see https://boot.example/init/web?***"]');
      expect(text).toContain('as ordered');
      expect(text).not.toMatch(secrets);
    }
  });

  it('hides no field and no status that it could be taken for', async () => {
    const { call, script } = await openEchoing();
    const order = createOrderWithUrl();
    for (const { product } of order.items)
      product.options.features.cloud_init_url = 'https://a.example/?token=order_id&key=status&pw=402&sig=73';
    script('order_create', () => ({ body: JSON.stringify({ status: '402', order_id: '73' }) }));
    expect(await call('order_create', order)).toMatchObject({ outcome: 'payment_required', order_id: 73 });
  });
});
