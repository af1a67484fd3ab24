import { expect, it } from 'vitest';
import { renderCancelQuestion } from '../../src/consent/cancel-question.ts';
import { type OrderQuestion, renderOrderQuestion } from '../../src/consent/order-question.ts';
import { estimateOrder } from '../../src/money/estimate.ts';
import { readOrder } from '../../src/provider/order.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { createItem } from '../kit/example-order.ts';
import { createPriceList } from '../money/example-price-list.ts';

const host = 'my.klikk.com';

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

function ask(items: object[], shown: Partial<OrderQuestion>) {
  const request = orderRequestSchema.parse({ items });
  const rest = {
    estimate: undefined,
    openOrders: [],
    opensSsh: false,
    warnings: [],
    host,
    sandbox: false,
    ...shown,
  };
  return renderOrderQuestion({ items: request.items, reference: 'vps-1', ...rest });
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
