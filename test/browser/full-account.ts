import { call, exampleItem, exampleOrder, openSandbox } from '../sandbox/sandbox-client.ts';

export const markup = `<b>bold</b> & "quoted" <script>alert(1)</script><img src=x onerror=alert(2)>`;
const longName = 'a-name-without-any-place-to-break-it-which-goes-on-and-on-'.repeat(3);

/** An account in which every state that a page can show is to be seen. */
export async function openFullAccount() {
  const sandbox = await openSandbox({ creditCents: 30_00, provisioningMs: 0 });
  const order = (names: string[], reference = 'Spring 2026') =>
    call(sandbox, { ...exampleOrder, reference, items: names.map(name => ({ ...exampleItem, name })) });
  await order(['web', 'database']);
  await order([markup, longName], markup);
  await order(['mail']);
  await order(['given up']);
  await order(['shop']);
  sandbox.pay(502);
  await call(sandbox, { action: 'order_cancel', order_id: 73, order_item_id: 1294 });
  await call(sandbox, { action: 'order_cancel', order_id: 76 });
  const invoice = (id: number) => `${sandbox.accountUrl}invoices/${id}`;
  return {
    account: sandbox.accountUrl,
    'invoice to be paid': invoice(501),
    'invoice of one item': invoice(504),
    'invoice paid': invoice(502),
    'invoice void': invoice(503),
    'invoice unknown': invoice(999),
  };
}
