import type { ElicitResult } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings } from '../kit/open-server.ts';
import { call as callProvider, exampleOrder, openSandbox } from '../sandbox/sandbox-client.ts';
import { yes } from './ask-by-hand.ts';
import { clientKinds, openAsker } from './open-asker.ts';

const noes: [string, ElicitResult][] = [
  ['declines', { action: 'decline' }],
  ['dismisses the question', { action: 'cancel' }],
  ['accepts with the box unticked', { action: 'accept', content: { confirm: false } }],
  ['accepts without a word about the box', { action: 'accept', content: {} }],
  ['accepts without content', { action: 'accept' }],
  ['ticks the box with a text', { action: 'accept', content: { confirm: 'true' } }],
  ['ticks another box', { action: 'accept', content: { open_ssh: true } }],
  ['ticks the box and declines', { action: 'decline', content: { confirm: true } }],
];

/** An order 73 stands at the provider; the person answers as `person.answer` says. */
async function openWithPerson(kind: (typeof clientKinds)[number]) {
  const sandbox = await openSandbox();
  await callProvider(sandbox, exampleOrder);
  const person = { answer: yes };
  const asker = await openAsker(kind, { settings: createSettings(sandbox), answer: () => person.answer });
  const listWrites = () =>
    sandbox.received.flatMap(({ action }) =>
      action === 'order_create' || action === 'order_cancel' ? [action] : [],
    );
  return { ...asker, sandbox, person, listWrites };
}

describe.each(clientKinds)('the person behind a %s client', kind => {
  it('gets an order after a yes, once', async () => {
    const { call, questions, sandbox } = await openWithPerson(kind);
    const { result, isError } = await call('order_create', createOrder());
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 74, confirmed_by: 'person' });
    expect(isError).toBe(false);
    expect(questions).toHaveLength(1);
    expect(questions[0]?.message).toContain(`Reference: "${result.reference}"`);
    expect(sandbox.orders()[1]).toMatchObject({ reference: result.reference });
  });

  it('gets a cancellation after a yes, once', async () => {
    const { call, questions, listWrites } = await openWithPerson(kind);
    const { result, isError } = await call('order_cancel', { order_id: 73 });
    expect(result).toMatchObject({ outcome: 'cancelled', order_id: 73, confirmed_by: 'person' });
    expect(isError).toBe(false);
    expect(questions).toHaveLength(1);
    expect(listWrites()).toEqual(['order_create', 'order_cancel']);
  });

  it('gets neither after anything else, and that is no error', async () => {
    const { call, questions, person, listWrites } = await openWithPerson(kind);
    for (const [index, [what, answer]] of noes.entries()) {
      person.answer = answer;
      const ordering = await call('order_create', createOrder());
      expect(ordering.result, what).toMatchObject({
        outcome: 'declined',
        next_step: expect.stringContaining('nothing was sent'),
      });
      const cancelling = await call('order_cancel', { order_id: 73 });
      expect(cancelling.result, what).toMatchObject({ outcome: 'declined', order_id: 73 });
      for (const { result, isError } of [ordering, cancelling]) {
        expect(isError, what).toBe(false);
        expect(result, what).not.toHaveProperty('error');
      }
      expect(questions).toHaveLength(2 * (index + 1));
    }
    expect(listWrites()).toEqual(['order_create']);
  });

  it('is asked all the same when the client brings a yes of its own making', async () => {
    const { call, questions, person, listWrites } = await openWithPerson(kind);
    person.answer = { action: 'decline' };
    const bringing = { requestState: 'v1.e30.AAAA', inputResponses: { answer: yes } };
    expect((await call('order_create', createOrder(), { bringing })).result.outcome).toBe('declined');
    expect((await call('order_cancel', { order_id: 73 }, { bringing })).result.outcome).toBe('declined');
    expect(questions).toHaveLength(2);
    expect(listWrites()).toEqual(['order_create']);
  });

  it('is asked all the same when the model says yes in the arguments', async () => {
    const { call, questions, listWrites } = await openWithPerson(kind);
    for (const said of [{ confirm: true }, { confirmed_by: 'person' }, { inputResponses: { answer: yes } }]) {
      const { result } = await call('order_create', { ...createOrder(), ...said });
      expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'invalid_request' } });
    }
    expect(questions).toEqual([]);
    expect(listWrites()).toEqual(['order_create']);
  });
});
