import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { mayExceed } from '../money/cost-limits.ts';
import type { Estimate } from '../money/estimate.ts';
import type { Settings } from '../settings/load-settings.ts';

/** What a tool call needs of the client's side, free of any protocol version. */
export interface ClientSide {
  /** Whether the client can show a person a form. */
  readonly canAsk: boolean;
  /** Whether the client can offer a person a page to open. */
  readonly canOpenPage: boolean;
  /** What came back for a question of this call; absent on the first round. */
  readonly reply?: {
    readonly action: 'accept' | 'decline' | 'cancel';
    readonly content?: Readonly<Record<string, unknown>>;
    /** The client answered the question with an error. */
    readonly isRefused?: boolean;
  };
  /** What was sealed into that question; absent when it is missing, edited, expired or of another process. */
  readonly state?: unknown;
}

/** A question for a person: the call ends with it and comes again with the reply. */
export type Asking =
  | { readonly ask: 'form'; readonly message: string; readonly boxes: readonly Box[]; readonly state: object }
  | { readonly ask: 'page'; readonly message: string; readonly url: string; readonly state: object };

/** A box to tick, unticked at first. */
interface Box {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

const confirmBox: Box = {
  name: 'confirm',
  title: 'Yes, do this',
  description: 'Nothing happens unless this is ticked.',
};

const openSshBox: Box = {
  name: 'open_ssh',
  title: 'Let half of the internet or more reach SSH',
  description: 'ip_allow covers at least half of all addresses; without this tick nothing is ordered.',
};

const stateSchema = z.object({ subject: z.string(), intent: z.string() });

/** How it came to no yes. Some clients answer a question by themselves, with `decline` or `cancel`. */
export type Refusal = 'decline' | 'cancel' | 'no tick' | 'no tick for open SSH';

/** What came back in the place of a yes, as the beginning of a next step. */
export const refusals: Record<Refusal, string> = {
  decline: 'The question was declined, by a person or by the client itself',
  cancel: 'The question was closed without an answer, by a person or by the client itself',
  'no tick': 'The question was accepted without its box ticked, which is no yes',
  'no tick for open SSH': 'SSH open to the whole internet, or half of it, was not ticked',
};

export type ConfirmedBy = 'person' | 'client' | 'nobody';

export type Consent =
  | { kind: 'given'; by: ConfirmedBy }
  | { kind: 'declined'; how: Refusal }
  | { kind: 'ask'; asking: Asking };

/** What decides whether an order is asked about. */
interface SpendingQuestion {
  readonly estimate: Estimate | undefined;
  /** Whether SSH is to be open to half of the internet or more. */
  readonly opensSsh: boolean;
  /** Whether an order that is not settled resembles it. */
  readonly resemblesOpen: boolean;
}

interface ConsentQuestion {
  /** What the question is about, and on a further line a digest of what it shows; a yes counts for nothing else. */
  readonly subject: string;
  /** Single-use name of the intent that the yes is for. */
  readonly intent: string;
  /** Rendered only when a person is asked. */
  readonly renderMessage: () => string | Promise<string>;
  /** Of an order; a cancellation spends nothing. */
  readonly order?: SpendingQuestion;
  /** Whether a yes is spent by being read; an order's yes is spent by the record that the journal makes of it. */
  readonly yesIsSpent: boolean;
}

/** `ask above`: as `always`, since the order may cost more than VPS_ASK_ABOVE. */
type ConsentMode = Settings['confirm'] | 'ask above';

/** The intents whose question was answered, so that none of them is answered again; persons give few answers. */
export type AnsweredQuestions = Set<string>;

interface ConsentContext {
  readonly settings: Pick<Settings, 'confirm' | 'askAbove' | 'allowOpenSsh'>;
  readonly answered: AnsweredQuestions;
}

type WhetherToAsk = { readonly settings: Pick<Settings, 'confirm'> };

/** Whether there is a person whom this call can ask, whatever it is about. */
export function canAskPerson({ settings }: WhetherToAsk, client: ClientSide): boolean {
  return client.canAsk && settings.confirm !== 'never';
}

/** Whether a page can be offered to a person; whoever runs without questions is not asked to open one either. */
export function canOfferPage({ settings }: WhetherToAsk, client: ClientSide): boolean {
  return client.canOpenPage && settings.confirm !== 'never';
}

/**
 * Whether this may be done: a person's answer where there is one, else a question, else what the operator decided.
 * @throws VpsError `confirmation_unavailable` when a person's yes is needed and the client can't ask.
 */
export async function obtainConsent(
  question: ConsentQuestion,
  client: ClientSide,
  { settings, answered }: ConsentContext,
): Promise<Consent> {
  const { subject, intent, order } = question;
  const needsOpenSshTick = order?.opensSsh === true && !settings.allowOpenSsh;
  const mode = chooseMode(settings, order, needsOpenSshTick);
  if (mode === 'never' && !needsOpenSshTick) return { kind: 'given', by: 'nobody' };
  if (!client.canAsk || mode === 'never') {
    if (needsOpenSshTick) throw toUnavailable(renderOpenSsh(mode));
    if (mode !== 'auto') throw toUnavailable(renderNobodyToAsk(mode));
    return { kind: 'given', by: 'client' };
  }
  const asked = readOpenQuestion(client, answered);
  if (client.reply && asked?.subject === subject && asked.intent === intent) {
    const decision = toDecision(client.reply, needsOpenSshTick);
    if (decision.kind === 'declined' || question.yesIsSpent) answered.add(intent);
    return decision;
  }
  const boxes = needsOpenSshTick ? [confirmBox, openSshBox] : [confirmBox];
  const message = await question.renderMessage();
  return { kind: 'ask', asking: { ask: 'form', message, boxes, state: { subject, intent } } };
}

/** Below VPS_ASK_ABOVE nobody is asked but about what a person has to see whatever it costs. */
function chooseMode(
  { confirm, askAbove }: ConsentContext['settings'],
  order: SpendingQuestion | undefined,
  needsOpenSshTick: boolean,
): ConsentMode {
  if (!order || confirm !== 'auto' || askAbove === undefined) return confirm;
  if (mayExceed(order.estimate, askAbove)) return 'ask above';
  return order.resemblesOpen || needsOpenSshTick ? 'auto' : 'never';
}

/** The intent that this call's earlier question about the same subject named, so that the same one goes on. */
export function askedIntent(
  client: ClientSide,
  { subject, answered }: { subject: string; answered: AnsweredQuestions },
): string | undefined {
  const asked = readOpenQuestion(client, answered);
  return asked?.subject.split('\n', 1)[0] === subject ? asked.intent : undefined;
}

/** The question that this call comes back with, unless that was answered before. */
function readOpenQuestion({ state }: ClientSide, answered: AnsweredQuestions) {
  const asked = stateSchema.safeParse(state).data;
  return asked && !answered.has(asked.intent) ? asked : undefined;
}

function toDecision(reply: NonNullable<ClientSide['reply']>, needsOpenSshTick: boolean): Consent {
  const isTicked = (box: Box) => reply.content?.[box.name] === true;
  // Nobody was asked, whatever the client announced, and it may not decide by itself what it was to ask.
  if (reply.isRefused)
    throw toUnavailable(
      'This client announces that it can ask a person, and answered the question with an error; nothing was sent. Where nobody is to be asked, the operator sets VPS_CONFIRM=never.',
    );
  if (reply.action !== 'accept') return { kind: 'declined', how: reply.action };
  if (!isTicked(confirmBox)) return { kind: 'declined', how: 'no tick' };
  if (needsOpenSshTick && !isTicked(openSshBox)) return { kind: 'declined', how: 'no tick for open SSH' };
  return { kind: 'given', by: 'person' };
}

function renderNobodyToAsk(mode: ConsentMode): string {
  const reason =
    mode === 'always' ? 'VPS_CONFIRM=always' : 'it may cost more than VPS_ASK_ABOVE lets pass unasked';
  return `A person has to confirm this (${reason}), and this client cannot ask one; nothing was sent.`;
}

function renderOpenSsh(mode: ConsentMode): string {
  const reason = mode === 'never' ? 'nobody is asked under VPS_CONFIRM=never' : 'this client cannot ask one';
  return `ip_allow covers the whole internet, or at least half of it, which a person has to confirm, and ${reason}; nothing was sent. Name the addresses that need SSH, or the operator sets VPS_ALLOW_OPEN_SSH.`;
}

function toUnavailable(message: string): VpsError {
  return new VpsError('confirmation_unavailable', message);
}
