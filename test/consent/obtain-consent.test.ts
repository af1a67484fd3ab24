import { describe, expect, it } from 'vitest';
import type { ClientSide } from '../../src/consent/obtain-consent.ts';
import { obtainConsent } from '../../src/consent/obtain-consent.ts';
import type { Settings } from '../../src/settings/load-settings.ts';

type Outcome = 'person' | 'client' | 'nobody' | 'confirmation_unavailable';

const modes: Settings['confirm'][] = ['auto', 'always', 'never'];

async function decide(of: {
  mode: Settings['confirm'];
  canAsk: boolean;
  opensSsh: boolean;
  allowOpenSsh: boolean;
}) {
  const { mode, canAsk, opensSsh, allowOpenSsh } = of;
  const question = {
    subject: 'an order',
    intent: 'one',
    order: { estimate: undefined, opensSsh, resemblesOpen: false },
    yesIsSpent: false,
    renderMessage: () => 'Order this?',
  };
  const context = {
    settings: { confirm: mode, askAbove: undefined, allowOpenSsh },
    answered: new Set<string>(),
  };
  const client: ClientSide = { canAsk, canOpenPage: true };
  const consent = await obtainConsent(question, client, context).catch(error => error);
  if (consent instanceof Error) return { error: consent };
  if (consent.kind !== 'ask') return { by: consent.by };
  return { by: 'person', boxes: consent.asking.boxes.map(({ name }: { name: string }) => name) };
}

/** Who decides: for a client that can ask, and for one that can't. */
const table: Record<Settings['confirm'], { plain: [Outcome, Outcome]; openSsh: [Outcome, Outcome] }> = {
  auto: { plain: ['person', 'client'], openSsh: ['person', 'confirmation_unavailable'] },
  always: {
    plain: ['person', 'confirmation_unavailable'],
    openSsh: ['person', 'confirmation_unavailable'],
  },
  never: {
    plain: ['nobody', 'nobody'],
    openSsh: ['confirmation_unavailable', 'confirmation_unavailable'],
  },
};

const cases = modes.flatMap(mode =>
  [true, false].flatMap(canAsk =>
    [true, false].flatMap(opensSsh =>
      [true, false].map(allowOpenSsh => ({ mode, canAsk, opensSsh, allowOpenSsh })),
    ),
  ),
);

describe('who confirms', () => {
  it.each(cases)(
    'VPS_CONFIRM=$mode, can ask: $canAsk, opens SSH: $opensSsh, allowed: $allowOpenSsh',
    async of => {
      const needsTick = of.opensSsh && !of.allowOpenSsh;
      const row = table[of.mode][needsTick ? 'openSsh' : 'plain'];
      const expected = row[of.canAsk ? 0 : 1];
      const decided = await decide(of);
      if (expected === 'confirmation_unavailable') {
        expect(decided.error).toMatchObject({ code: expected });
        expect(decided.error?.message).toContain(needsTick ? 'VPS_ALLOW_OPEN_SSH' : 'VPS_CONFIRM=always');
        return;
      }
      expect(decided.by).toBe(expected);
      if (expected === 'person')
        expect(decided.boxes).toEqual(needsTick ? ['confirm', 'open_ssh'] : ['confirm']);
    },
  );
});

it('takes one answer to a question, of two that come at once', async () => {
  const answered = new Set<string>();
  const settings = { confirm: 'auto', askAbove: undefined, allowOpenSsh: false } as const;
  const question = {
    subject: 'an order',
    intent: 'one',
    yesIsSpent: false,
    renderMessage: () => 'Order this?',
  };
  const reply = async (action: 'accept' | 'decline') => {
    const state = { subject: 'an order', intent: 'one' };
    const client: ClientSide = {
      canAsk: true,
      canOpenPage: true,
      state,
      reply: { action, content: { confirm: true } },
    };
    return await obtainConsent(question, client, { settings, answered });
  };
  const decisions = await Promise.all([reply('decline'), reply('accept')]);
  expect(decisions.map(({ kind }) => kind)).toEqual(['declined', 'ask']);
});
