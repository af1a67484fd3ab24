import type { ElicitResult } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/settings/load-settings.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, type Elicitation, openServer, type ServerOptions } from '../kit/open-server.ts';
import { call as callProvider, exampleOrder, openSandbox } from '../sandbox/sandbox-client.ts';
import { yes } from './ask-by-hand.ts';
import { type ClientKind, clientKinds, openAsker } from './open-asker.ts';

const bothTicks: ElicitResult = { action: 'accept', content: { confirm: true, open_ssh: true } };

/** The example order, with SSH open to everyone. */
function createOpenOrder(ip_allow = '0.0.0.0/1,128.0.0.0/1') {
  const order = createOrder('open');
  for (const { product } of order.items) product.options.features.sshd.ip_allow = ip_allow;
  return order;
}

interface Case {
  readonly settings?: Partial<Settings>;
  readonly elicitation?: ServerOptions['elicitation'];
}

const refused = { error: { code: 'confirmation_unavailable', retryable: false } };

/** Order 73 stands at the provider. Who can be asked is the client's capabilities alone: whoever is asked says yes. */
async function openCase(kind: ClientKind, { settings, elicitation }: Case) {
  const sandbox = await openSandbox();
  await callProvider(sandbox, exampleOrder);
  const person = { answer: bothTicks };
  const { call, questions } = await openAsker(kind, {
    settings: createSettings(sandbox, settings),
    ...(elicitation && { answer: () => person.answer, elicitation }),
  });
  return {
    questions,
    person,
    listSent: () => sandbox.received.map(({ action }) => action).slice(1),
    order: async () => (await call('order_create', createOrder())).result,
    orderOpen: async (ip_allow?: string) => (await call('order_create', createOpenOrder(ip_allow))).result,
    cancel: async () => (await call('order_cancel', { order_id: 73 })).result,
  };
}

function listBoxes({ requestedSchema }: Elicitation): string[] {
  const { properties } = requestedSchema as { properties: Record<string, { default: boolean }> };
  expect(Object.values(properties).map(box => box.default)).not.toContain(true);
  return Object.keys(properties);
}

describe.each(clientKinds)('a %s client', kind => {
  it('without elicitation is trusted under VPS_CONFIRM=auto, but not with open SSH', async () => {
    const { order, orderOpen, cancel, listSent } = await openCase(kind, {});
    expect(await orderOpen()).toMatchObject({ outcome: 'not_ordered', ...refused });
    expect(listSent()).toEqual([]);
    expect(await order()).toMatchObject({ outcome: 'ordered', confirmed_by: 'client' });
    expect(await cancel()).toMatchObject({ outcome: 'cancelled', confirmed_by: 'client' });
  });

  it('without elicitation is refused under VPS_CONFIRM=always', async () => {
    const { order, orderOpen, cancel, listSent } = await openCase(kind, { settings: { confirm: 'always' } });
    expect(await order()).toMatchObject({ outcome: 'not_ordered', ...refused });
    expect(await orderOpen()).toMatchObject({ outcome: 'not_ordered', ...refused });
    expect(await cancel()).toMatchObject({ outcome: 'not_cancelled', ...refused });
    expect(listSent()).toEqual([]);
  });

  it('without elicitation needs nobody under VPS_CONFIRM=never, but not with open SSH', async () => {
    const { order, orderOpen, cancel, listSent } = await openCase(kind, { settings: { confirm: 'never' } });
    expect(await orderOpen()).toMatchObject({ outcome: 'not_ordered', ...refused });
    expect(listSent()).toEqual([]);
    expect(await order()).toMatchObject({ outcome: 'ordered', confirmed_by: 'nobody' });
    expect(await cancel()).toMatchObject({ outcome: 'cancelled', confirmed_by: 'nobody' });
  });

  it.each<[Settings['confirm'], object]>([
    ['auto', { outcome: 'ordered', confirmed_by: 'client' }],
    ['always', refused],
  ])('with pages only is not asked for a yes under VPS_CONFIRM=%s', async (confirm, expected) => {
    const { order, questions } = await openCase(kind, { settings: { confirm }, elicitation: { url: {} } });
    expect(await order()).toMatchObject(expected);
    expect(questions).toEqual([]);
  });

  it.each<[ServerOptions['elicitation'], Settings['confirm']]>([
    [{}, 'auto'],
    [{}, 'always'],
    [{ form: {} }, 'auto'],
    [{ form: {}, url: {} }, 'always'],
  ])('with %j is asked under VPS_CONFIRM=%s', async (elicitation, confirm) => {
    const { order, cancel, questions } = await openCase(kind, { settings: { confirm }, elicitation });
    expect(await order()).toMatchObject({ outcome: 'ordered', confirmed_by: 'person' });
    expect(await cancel()).toMatchObject({ outcome: 'cancelled', confirmed_by: 'person' });
    expect(questions.map(({ mode = 'form' }) => mode)).toEqual(['form', 'form']);
    expect(questions.map(listBoxes)).toEqual([['confirm'], ['confirm']]);
  });

  it('that can ask is not asked under VPS_CONFIRM=never, and gets no open SSH', async () => {
    const opened = await openCase(kind, { settings: { confirm: 'never' }, elicitation: { form: {} } });
    expect(await opened.order()).toMatchObject({ outcome: 'ordered', confirmed_by: 'nobody' });
    expect(await opened.orderOpen()).toMatchObject({ outcome: 'not_ordered', ...refused });
    expect(await opened.cancel()).toMatchObject({ outcome: 'cancelled', confirmed_by: 'nobody' });
    expect(opened.questions).toEqual([]);
  });

  it('takes a tick of its own for SSH that is open to the whole internet', async () => {
    const { orderOpen, questions, person, listSent } = await openCase(kind, { elicitation: { form: {} } });
    const answers: [ElicitResult, RegExp][] = [
      [yes, /half of it, was not ticked; nothing was sent/],
      [{ action: 'accept', content: { open_ssh: true } }, /without its box ticked/],
      [{ action: 'accept', content: { confirm: false, open_ssh: false } }, /without its box ticked/],
      [{ action: 'decline' }, /declined, by a person or by the client itself/],
      [{ action: 'cancel' }, /closed without an answer, by a person or by the client itself/],
    ];
    for (const [answer, why] of answers) {
      person.answer = answer;
      expect(await orderOpen()).toMatchObject({ outcome: 'declined', next_step: expect.stringMatching(why) });
    }
    expect(listSent()).toEqual([]);
    person.answer = bothTicks;
    for (const network of ['0.0.0.0/0', '::/0', '2000::/4', '0.0.0.0/1'])
      expect(await orderOpen(network)).toMatchObject({ outcome: 'ordered', confirmed_by: 'person' });
    for (const question of questions) {
      expect(listBoxes(question)).toEqual(['confirm', 'open_ssh']);
      expect(question.message).toContain('Warning: ip_allow covers the whole internet');
    }
  });

  it('takes one tick for SSH that leaves most people out, or that the operator lets be open', async () => {
    const elicitation = { form: {} };
    const narrow = await openCase(kind, { elicitation });
    narrow.person.answer = yes;
    expect(await narrow.orderOpen('128.0.0.0/1')).toMatchObject({ outcome: 'ordered' });
    const allowed = await openCase(kind, { settings: { allowOpenSsh: true }, elicitation });
    allowed.person.answer = yes;
    expect(await allowed.orderOpen()).toMatchObject({ outcome: 'ordered', confirmed_by: 'person' });
    expect([...narrow.questions, ...allowed.questions].map(listBoxes)).toEqual([['confirm'], ['confirm']]);
  });
});

it('a client that announces questions and answers them with an error gets our own result, and nothing is sent', async () => {
  const sandbox = await openSandbox();
  const fail = () => {
    throw new Error('Method not found');
  };
  for (const confirm of ['auto', 'always'] as const) {
    const settings = createSettings(sandbox, { confirm });
    const { call } = await openServer({ settings, answer: fail });
    for (const [name, args, outcome] of [
      ['order_create', createOrder(), 'not_ordered'],
      ['order_cancel', { order_id: 73 }, 'not_cancelled'],
    ] as const) {
      const { error, ...result } = await call(name, args);
      expect({ ...result, error }).toMatchObject({ outcome, error: { code: 'confirmation_unavailable' } });
      expect(JSON.stringify(error)).toMatch(/nothing was sent.*VPS_CONFIRM=never/);
    }
  }
  expect(sandbox.received.filter(({ action }) => /create|cancel/.test(action ?? ''))).toEqual([]);
});
