import { describe, expect, it } from 'vitest';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, type Era, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

type Item = ReturnType<typeof createItem>;

/** The example order with one server changed. */
function orderWith(change: (item: Item) => unknown) {
  const item = createItem();
  change(item);
  return { items: [item] };
}

function withOption(name: string, value: unknown) {
  return orderWith(item => Object.assign(item.product.options, { [name]: value }));
}

function withFeature(name: string, value: unknown) {
  return orderWith(item => Object.assign(item.product.options.features, { [name]: value }));
}

function withSshd(name: string, value: unknown) {
  return orderWith(item => Object.assign(item.product.options.features.sshd, { [name]: value }));
}

const options = 'items[0].product.options';

const badOrders: [string, object][] = [
  ['items', {}],
  ['items', { items: [] }],
  ['items', { items: 'one' }],
  ['items[0]', { items: ['one'] }],
  ['items[0].name', orderWith(item => Object.assign(item, { name: '' }))],
  ['items[0].name', orderWith(item => Object.assign(item, { name: 'x'.repeat(65) }))],
  ['items[0].product.name', orderWith(item => Object.assign(item.product, { name: 'Webhosting' }))],
  [`${options}.quantity_ram_gb`, withOption('quantity_ram_gb', 0)],
  [`${options}.quantity_ram_gb`, withOption('quantity_ram_gb', '2 GB')],
  [`${options}.quantity_cpu`, withOption('quantity_cpu', 1.5)],
  [`${options}.quantity_cpu`, withOption('quantity_cpu', -1)],
  [`${options}.quantity_storage_gb`, withOption('quantity_storage_gb', 0.5)],
  [`${options}.os`, withOption('os', 0)],
  [`${options}.os`, withOption('os', '')],
  [`${options}.os_version`, withOption('os_version', '12')],
  [`${options}.antiaffinity`, withOption('antiaffinity', -1)],
  [`${options}.firewall_id`, withOption('firewall_id', 'x')],
  [`${options}.firewall_addme`, withOption('firewall_addme', 2)],
  [`${options}.features.ipv4`, withFeature('ipv4', 2)],
  [`${options}.features.cloud_init_url`, withFeature('cloud_init_url', 'http://example.com/init')],
  [`${options}.features.sshd.authorized_keys`, withSshd('authorized_keys', 'ssh-rsa ......')],
  [`${options}.features.sshd.authorized_keys`, withSshd('authorized_keys', 'command="x" ssh-ed25519 AAAA')],
  [`${options}.features.sshd.ip_allow`, withSshd('ip_allow', '10.0.0.0/33')],
  [`${options}.features.sshd.public_ports_allow`, withSshd('public_ports_allow', '0')],
  [`${options}.features.sshd.public_ports_allow`, withSshd('public_ports_allow', '90:80')],
  ['reference', { ...createOrder(), reference: '\u200b' }],
  ['idempotency_key', { ...createOrder(), idempotency_key: 'two words' }],
  ['dry_run', { ...createOrder(), dry_run: 'false' }],
  ['"wait"', { ...createOrder(), wait: 1 }],
  ['"sudo"', orderWith(item => Object.assign(item.product.options.features.sshd, { sudo: true }))],
];

type BadCall = [tool: string, outcome: string, field: string, args: object];

const badCalls: BadCall[] = [
  ...badOrders.map(([field, args]): BadCall => ['order_create', 'not_ordered', field, args]),
  ['order_status', 'failed', 'order_id', {}],
  ['order_status', 'failed', 'order_id', { order_id: 0 }],
  ['order_status', 'failed', 'order_id', { order_id: '1; drop' }],
  ['order_status', 'failed', 'wait_seconds', { order_id: 1, wait_seconds: 46 }],
  ['order_list', 'failed', 'limit', { limit: 0 }],
  ['order_list', 'failed', 'limit', { limit: 201 }],
  ['order_list', 'failed', 'offset', { offset: -1 }],
  ['order_list', 'failed', '"status"', { status: 200 }],
  ['order_cancel', 'not_cancelled', 'order_id', {}],
  ['order_cancel', 'not_cancelled', 'order_id', { order_id: -1 }],
  ['order_cancel', 'not_cancelled', 'order_item_id', { order_id: 1, order_item_id: 0 }],
  ['server_list', 'failed', 'order_item_id', { order_item_id: 'x' }],
  ['server_list', 'failed', 'limit', { limit: 1.5 }],
  ['server_list', 'failed', 'offset', { offset: '-1' }],
];

async function openAll(era?: Era) {
  const sandbox = await openSandbox();
  return { sandbox, ...(await openServer({ era, settings: createSettings(sandbox) })) };
}

describe('bad input', () => {
  it.each(eras)(
    'is answered in the shape of the tool, names the field, and sends nothing, for a %s client',
    async era => {
      const { call, sandbox } = await openAll(era);
      for (const [tool, outcome, field, args] of badCalls) {
        const result = await call(tool, args);
        const about = `${tool} ${JSON.stringify(args)}`;
        expect(result, about).toMatchObject({
          outcome,
          error: { code: 'invalid_request', message: expect.stringContaining(field), retryable: false },
          next_step: 'Correct what is named, then call again.',
        });
        expect(Object.keys(result)[0], about).toBe('outcome');
      }
      expect(sandbox.received).toEqual([]);
    },
  );

  it('names every field that is wrong, not only the first', async () => {
    const { call } = await openAll();
    const item = createItem();
    Object.assign(item.product.options, { quantity_cpu: 0, os: -1 });
    const { error } = await call('order_create', { items: [item], reference: 'x'.repeat(65) });
    const { message } = error as { message: string };
    for (const field of ['quantity_cpu', 'os', 'reference']) expect(message).toContain(field);
  });

  it('a private key that was pasted is refused with advice and goes nowhere', async () => {
    const { call, sandbox, log } = await openAll();
    const secret = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQ';
    const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`;
    const places = [
      withSshd('authorized_keys', key),
      withSshd('authorized_keys', secret),
      withSshd('ip_allow', key),
      withSshd('public_ports_allow', key),
      withFeature('cloud_init_url', key),
      withOption('os', key),
      withOption(key, 1),
      orderWith(item => Object.assign(item, { name: key })),
      { ...createOrder(), reference: key },
      { ...createOrder(), idempotency_key: secret },
      { items: key },
    ];
    for (const [index, args] of places.entries()) {
      const result = await call('order_create', args);
      expect(result, `place ${index}`).toMatchObject({ outcome: 'not_ordered' });
      expect(JSON.stringify(result), `place ${index}`).not.toContain('b3BlbnNzaC1rZXk');
    }
    expect(await call('order_create', withSshd('authorized_keys', key))).toMatchObject({
      error: { message: expect.stringContaining('give the public key instead') },
    });
    expect(log).toEqual([]);
    expect(sandbox.received).toEqual([]);
  });
});
