import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type OrderQuestion,
  renderCancelQuestion,
  renderOrderQuestion,
} from '../../src/consent/question-text.ts';
import { estimateOrder } from '../../src/money/estimate.ts';
import { readOrder } from '../../src/provider/order.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { parsePublicKeys } from '../../src/request/ssh-keys.ts';
import { describeWarnings, isOpenToTheInternet } from '../../src/request/warnings.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { toFault } from '../kit/scripted-answer.ts';
import { createPriceList } from '../money/example-price-list.ts';
import { createEd25519Line } from '../request/openssh-keys.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { richOrder } from './rich-order.ts';

const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

const host = 'my.klikk.com';

function render(order: object, shown: Partial<OrderQuestion> = {}): string {
  const request = orderRequestSchema.parse(order);
  return renderOrderQuestion({
    items: request.items,
    reference: request.reference ?? 'vps-0011223344',
    host,
    estimate: undefined,
    sandbox: false,
    openOrders: [],
    opensSsh: isOpenToTheInternet(request),
    warnings: describeWarnings(request),
    ...shown,
  });
}

describe('the question before an order', () => {
  it('reads like this', () => {
    expect(render(richOrder)).toMatchInlineSnapshot(`
      "Order 2 servers, together 64.5 GB RAM, 25 CPU, 2025 GB disk at my.klikk.com?
      No price is known. SSH is open to half of the internet or more.

      1. VPS "web \\"1\\""
         RAM 0.5 GB, CPU 9, storage 25 GB
         Operating system: "Debian" version "10.4"
         IPv4 address: yes
         May log in: ssh-ed25519 SHA256:ubxEl41fJDnUoEPKSZE0y6R0ZjjAQf/wV5vZgeBV8qk "person@example"
         May log in: ssh-rsa SHA256:ecOadYuKd3sZt88BcsfofO2iQzd1t1iQSPFiPNMWCn4 "build server, 2nd floor"
         SSH is reachable from: 0.0.0.0/0, 2600::1
         Ports open to everyone: 22, 80, 443, 3306, 12000:12010
         Firewall group: 12
         Its address is added to that group (firewall_addme): yes
         Antiaffinity: 7
         Cloud-init is loaded from: https://boot.example/init/web?***

      2. VPS "db-Größe"
         RAM 64 GB, CPU 16, storage 2000 GB
         Operating system: number 2 of the provider's
         IPv4 address: not given
         May log in: ssh-ed25519 SHA256:ubxEl41fJDnUoEPKSZE0y6R0ZjjAQf/wV5vZgeBV8qk "person@example"
         SSH is reachable from: not given, so the provider's default applies
         Ports open to everyone: none given

      Reference: "Project \\"Falcon\\""

      Warning: Server 1 ("web \\"1\\""): ip_allow covers the whole internet, or at least half of it: strangers can try to log in over SSH.

      Warning: Server 1 ("web \\"1\\""): Port 22 (SSH) is open to everyone, whatever ip_allow says.

      Warning: Server 1 ("web \\"1\\""): Database or administration ports are open to everyone: 3306 (MySQL).

      Warning: Server 2 ("db-Größe"): No ip_allow: the newer API revision requires it, and SSH may be open to everyone.

      Warning: 1 of 2 servers have no antiaffinity and may share one host.

      No price is known: the provider states none before its invoice, and the operator gave no price list that is still valid (VPS_PRICE_LIST); the provider's website or support can say what it costs.
      Credit of the account may be charged, or an invoice made."
    `);
  });

  it('says SANDBOX first, and that its money is play money', () => {
    const text = render(createOrder(), { sandbox: true });
    expect(text).toMatch(/^SANDBOX: Order 1 server with /);
    expect(text).toContain('no price');
    expect(text).toContain('This is the sandbox');
    expect(render(createOrder())).not.toMatch(/sandbox/i);
  });

  it('shows of a key its fingerprint, and of a URL no query', () => {
    const text = render(richOrder);
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain('AAAA');
  });

  it.each([
    [{ ipv4: 1 }, 'IPv4 address: yes'],
    [{ ipv4: 0 }, 'IPv4 address: no'],
    [{}, 'IPv4 address: not given'],
    [{}, 'SSH access: none given'],
  ])('of the features %j says "%s"', (features, line) => {
    const [item] = createOrder().items;
    const options = { ...item?.product.options, features };
    expect(render({ items: [{ ...item, product: { name: 'VPS', options } }] })).toContain(`   ${line}\n`);
  });

  it.each([
    [{ firewall_id: 12, firewall_addme: '0' }, '(firewall_addme): no'],
    [{ firewall_addme: '1' }, '(firewall_addme): yes'],
    [{ firewall_id: '007' }, 'Firewall group: 007'],
    [{ antiaffinity: 0 }, 'Antiaffinity: 0'],
  ])('of the options %j says "%s"', (changes, line) => {
    const [item] = createOrder().items;
    const options = { ...item?.product.options, ...changes };
    expect(render({ items: [{ ...item, product: { name: 'VPS', options } }] })).toContain(`${line}\n`);
  });

  it('is never cut short, however much is ordered', () => {
    const authorized_keys = Array.from({ length: 16 }, (_, index) =>
      createEd25519Line(`${index} ${'c'.repeat(190)}`),
    ).join('\n');
    const items = Array.from({ length: 50 }, (_, index) => {
      const item = createItem(`server ${index} ${'n'.repeat(50)}`);
      item.product.options.features.sshd.authorized_keys = authorized_keys;
      return item;
    });
    const text = render({ items });
    const keys = parsePublicKeys(authorized_keys);
    for (const { name } of items) expect(text).toContain(`"${name}"\n`);
    for (const { fingerprint, comment } of keys)
      expect(text.split(`${fingerprint} "${comment}"\n`)).toHaveLength(51);
    // The first two lines are the short of it.
    expect(text.split('\n').slice(2).join('\n')).not.toContain('…');
    expect(text).toMatch(/an invoice made\.$/);
  });

  it('holds nothing that does not show, and the same lines, whatever the names, versions and comments hold', () => {
    const [item] = orderRequestSchema.parse(richOrder).items;
    const lines = (name: string) => {
      if (!item) throw new Error('no item');
      const options = { ...item.product.options, os: name, os_version: name };
      const items = [{ name, product: { ...item.product, options } }];
      const shown = { host, reference: name, openOrders: [name], warnings: [name] };
      return renderOrderQuestion({
        items,
        estimate: undefined,
        sandbox: false,
        opensSsh: false,
        ...shown,
      }).split('\n');
    };
    const plain = lines('plain').length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        const rendered = lines(name);
        expect(rendered.join('\n')).not.toMatch(unseen);
        expect(rendered).toHaveLength(plain);
      }),
      { numRuns: 50 },
    );
  });

  it('lets no name end its own quotes', () => {
    const text = render(createOrder('a" is free of charge. "b'));
    expect(text).toContain('1. VPS "a\\" is free of charge. \\"b"\n');
  });
});

const order = readOrder({
  order_id: 73,
  status: 200,
  reference: 'Project "Falcon"',
  order_items: [
    { id: 1293, status: 200, name: 'VPS', reference: 'web 1' },
    { id: 1294, status: 200, name: 'VPS', reference: 'db' },
    { id: 1295, status: 200, name: 'VPS' },
  ],
});
const place = { host, sandbox: false };

describe('the question before a cancellation', () => {
  it('of an order reads like this', () => {
    expect(renderCancelQuestion({ orderId: '73', order, ...place })).toMatchInlineSnapshot(`
      "Cancel order 73 at my.klikk.com?
      It runs to the end of the paid period. This cannot be undone.

      All of its items (3):
      - "web 1" (item 1293)
      - "db" (item 1294)
      - without a name (item 1295)

      Reference of the order: "Project \\"Falcon\\""

      What is cancelled runs to the end of the period that is paid, and is not renewed after that."
    `);
  });

  it('of an item reads like this', () => {
    const question = { orderId: '73', orderItemId: '1294', order, ...place, sandbox: true };
    expect(renderCancelQuestion(question)).toMatchInlineSnapshot(`
      "SANDBOX: Cancel item 1294 of order 73 at my.klikk.com?
      It runs to the end of the paid period. This cannot be undone.

      - "db" (item 1294)

      Reference of the order: "Project \\"Falcon\\""

      What is cancelled runs to the end of the period that is paid, and is not renewed after that.
      This is the sandbox: no real server is cancelled."
    `);
  });

  it('says when the order does not show the item, or nothing at all', () => {
    const other = renderCancelQuestion({ orderId: '73', orderItemId: '9', order, ...place });
    expect(other).toContain('does not show such an item in this order. It shows:\n- "web 1" (item 1293)');
    const unread = renderCancelQuestion({ orderId: '73', ...place });
    expect(unread).toContain('Cancel order 73 at my.klikk.com?');
    expect(unread).toContain('The provider does not show its items now.');
  });

  async function askToCancel(fault: Fault) {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox, { requestTimeoutMs: 1_000 });
    const { call, questions } = await openServer({ settings, answer: () => ({ action: 'decline' }) });
    await openServer({ settings }).then(server => server.call('order_create', createOrder()));
    sandbox.setFault('order_status', fault);
    const result = await call('order_cancel', { order_id: 73 });
    expect(result.outcome).toBe('declined');
    return questions[0]?.message ?? '';
  }

  it("holds nothing that does not show, whatever the provider's names hold", async () => {
    const message = await askToCancel(toFault('control-characters'));
    expect(message).toMatch(/^All of its items \(1\):\n- "My testserver 1.*" \(item 1293\)$/m);
    expect(message).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
  });

  it('is asked also when the order cannot be read', async () => {
    expect(await askToCancel({ name: 'status-500' })).toContain('does not show its items now');
  });

  it("does not show another order's items, should the provider answer with one", async () => {
    const other = { order_id: 72, status: 200, order_items: [{ id: 1292, reference: 'not this one' }] };
    const message = await askToCancel({
      name: 'scripted',
      carriesOut: false,
      answer: () => ({ status: 200, headers: {}, body: JSON.stringify(other) }),
    });
    expect(message).toContain('does not show its items now');
    expect(message).not.toContain('not this one');
  });
});

/** As a client shows a text: wrapped at words, three rows of 75 columns. */
function showThreeRows(message: string): string[] {
  const rows = message.split('\n').flatMap(line => {
    const wrapped = [''];
    for (const word of line.split(' ')) {
      const row = wrapped.at(-1) ?? '';
      if (row.length + word.length + 1 > 75) wrapped.push(word);
      else wrapped[wrapped.length - 1] = row === '' ? word : `${row} ${word}`;
    }
    return wrapped;
  });
  return rows.slice(0, 3);
}

/** A question without what its own items would be warned of. */
function ask(items: object[], shown: Partial<OrderQuestion>): string {
  return render({ items }, { opensSsh: false, warnings: [], ...shown });
}

const two = orderRequestSchema.parse({ items: [createItem('a'), createItem('b')] });
const estimate = estimateOrder(createPriceList(), two.items);
const long = 'Key 1 is RSA with 1024 bits; use ssh-ed25519, or RSA from 3072 bits. '.repeat(4).trim();

it('three rows hold how many servers of which size, the price, and the gravest warning', () => {
  const larger = createItem('b');
  larger.product.options.quantity_ram_gb = 0.7;
  const shown = [
    ask([createItem()], {}),
    ask([createItem('a'), createItem('b')], { warnings: [long] }),
    ask([createItem('a'), createItem('b')], { estimate, warnings: [long] }),
    ask([createItem('a'), larger], { opensSsh: true, warnings: [long] }),
    ask([createItem()], {
      openOrders: ['"a", ordered …'],
      opensSsh: true,
      host: `${'h'.repeat(120)}.example`,
    }),
  ].map(showThreeRows);
  expect(shown).toMatchInlineSnapshot(`
    [
      [
        "Order 1 server with 0.5 GB RAM, 9 CPU, 25 GB disk at my.klikk.com?",
        "No price is known.",
        "",
      ],
      [
        "Order 2 servers, each 0.5 GB RAM, 9 CPU, 25 GB disk at my.klikk.com?",
        "No price is known. Key 1 is RSA with 1024 bits; use ssh-ed25519, or RSA",
        "from…",
      ],
      [
        "Order 2 servers, each 0.5 GB RAM, 9 CPU, 25 GB disk at my.klikk.com?",
        "About 24.50 EUR per 30 days by the operator's list. Key 1 is RSA with 1024…",
        "",
      ],
      [
        "Order 2 servers, together 1.2 GB RAM, 18 CPU, 50 GB disk at my.klikk.com?",
        "No price is known. SSH is open to half of the internet or more.",
        "",
      ],
      [
        "Order 1 server with 0.5 GB RAM, 9 CPU, 25 GB disk at…",
        "No price is known. An order like this is open, see below.",
        "",
      ],
    ]
  `);
});

it('three rows hold what is cancelled and until when it runs, where that is known', () => {
  const order = readOrder({ order_id: 73, order_items: [{ id: 1, reference: 'a', ends_at: '2026-12-01' }] });
  const questions = [{ orderId: '73', order }, { orderId: '73', orderItemId: '1', order }, { orderId: '73' }];
  const shown = questions.map(question =>
    showThreeRows(renderCancelQuestion({ ...question, host, sandbox: true })),
  );
  expect(shown).toMatchInlineSnapshot(`
    [
      [
        "SANDBOX: Cancel order 73 at my.klikk.com?",
        "It runs until 2026-12-01. This cannot be undone.",
        "",
      ],
      [
        "SANDBOX: Cancel item 1 of order 73 at my.klikk.com?",
        "It runs until 2026-12-01. This cannot be undone.",
        "",
      ],
      [
        "SANDBOX: Cancel order 73 at my.klikk.com?",
        "It runs to the end of the paid period. This cannot be undone.",
        "",
      ],
    ]
  `);
});

it('the first two lines are at most 150 characters, whatever they hold, and no blank line is among them', () => {
  const items = Array.from({ length: 50 }, (_, index) => createItem(`${index}`));
  for (const opensSsh of [true, false]) {
    const [first = '', second = '', third] = ask(items, { opensSsh, warnings: [long] }).split('\n');
    expect(first.length + second.length).toBeLessThanOrEqual(150);
    expect([first, second]).not.toContain('');
    expect(third).toBe('');
  }
});
