import { createHash } from 'node:crypto';
import { askedIntent, type ClientSide, type Consent, obtainConsent } from '../../consent/obtain-consent.ts';
import { renderOrderQuestion } from '../../consent/question-text.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { joinNames, type Records } from '../../journal/store.ts';
import type { Estimate } from '../../money/estimate.ts';
import { isOpenToTheInternet } from '../../request/warnings.ts';
import type { AskingContext } from '../context.ts';
import { describeOpenOrder } from '../open-orders.ts';
import { type Intent, renameIntent } from './intent.ts';

/** The order that a person is asked about, as the question shows it. */
export interface Proposal {
  readonly intent: Intent;
  readonly client: ClientSide;
  readonly estimate: Estimate | undefined;
  readonly warnings: readonly string[];
  /** Warnings of what may change by itself, so that a yes is not bound to them. */
  readonly passing: readonly string[];
  /** Open orders that it resembles. */
  readonly open: readonly JournalRecord[];
}

/** Whether this order may be sent. @throws VpsError `confirmation_unavailable`. */
export async function askPerson(context: AskingContext, proposal: Proposal): Promise<Consent> {
  const { intent, client, estimate, open } = proposal;
  const opensSsh = isOpenToTheInternet(intent.request);
  const render = (warnings: readonly string[]) =>
    renderOrderQuestion({
      items: intent.request.items,
      reference: intent.reference,
      host: context.settings.apiUrl.host,
      estimate,
      sandbox: context.settings.sandbox,
      openOrders: open.map(describeOpenOrder),
      opensSsh,
      warnings,
    });
  const question = {
    // Of what is decided: a yes that was given before an open order, or this price, was shown is none.
    subject: `${toSubject(intent)}\n${createHash('sha256').update(render(proposal.warnings)).digest('hex')}`,
    intent: intent.id,
    order: { estimate, opensSsh, resemblesOpen: open.length > 0 },
    yesIsSpent: false,
    renderMessage: () => render([...proposal.warnings, ...proposal.passing]),
  };
  return await obtainConsent(question, client, context);
}

/** The intent that the person was asked about, when the call comes with the first reply to that; else the one given. */
export function continueIntent(
  intent: Intent,
  { client, context: { answered } }: { client: ClientSide; context: AskingContext },
): Intent {
  const asked = askedIntent(client, { subject: toSubject(intent), answered });
  return asked === undefined ? intent : renameIntent(intent, asked);
}

/** A yes is good for one attempt: when that came to nothing, the wish is a new one and the person is asked again. */
export function withoutSpentYes(intent: Intent, records: Records): Intent {
  const isSpent = records
    .having('names', joinNames(intent.names))
    .some(({ intent_id }) => intent_id === intent.id);
  return isSpent ? renameIntent(intent) : intent;
}

/** What a question is about: this request, under this very key. */
function toSubject({ digest, key = '' }: Intent): string {
  return `order_create ${digest} ${key}`;
}
