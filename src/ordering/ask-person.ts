import type { AnsweredQuestions } from '../consent/answered-questions.ts';
import type { ClientSide } from '../consent/asking.ts';
import { askedIntent, type Consent, obtainConsent } from '../consent/obtain-consent.ts';
import { renderOrderQuestion } from '../consent/order-question.ts';
import type { JournalRecord } from '../journal/record.ts';
import { isOpenToTheInternet } from '../request/request-warnings.ts';
import type { AskingContext } from './desk-context.ts';
import { createIntent, type Intent } from './intent.ts';

/** The order that a person is asked about, as the question shows it. */
export interface Proposal {
  readonly intent: Intent;
  readonly client: ClientSide;
  readonly warnings: readonly string[];
}

/** Whether this order may be sent. @throws VpsError `confirmation_unavailable`. */
export async function askPerson(
  { settings, now, answered }: AskingContext,
  { intent, client, warnings }: Proposal,
): Promise<Consent> {
  const question = {
    subject: toSubject(intent),
    intent: intent.id,
    opensSsh: isOpenToTheInternet(intent.arguments),
    yesIsSpent: false,
    renderMessage: () =>
      renderOrderQuestion({
        items: intent.arguments.items,
        reference: intent.reference,
        host: settings.apiUrl.host,
        sandbox: settings.sandbox,
        warnings,
      }),
  };
  const { confirm: mode, allowOpenSsh } = settings;
  return await obtainConsent(question, client, { mode, allowOpenSsh, now, answered });
}

/** The intent that the person was asked about, when the call comes with the first reply to that; else the one given. */
export function continueIntent(
  intent: Intent,
  { client, answered }: { client: ClientSide; answered: AnsweredQuestions },
): Intent {
  const asked = askedIntent(client, { subject: toSubject(intent), answered });
  return asked === undefined ? intent : createIntent(intent.arguments, asked);
}

/** A yes is good for one attempt: when that came to nothing, the wish is a new one and the person is asked again. */
export function withoutSpentYes(intent: Intent, records: readonly JournalRecord[]): Intent {
  const isSpent = records.some(({ intent_id }) => intent_id === intent.id);
  return isSpent ? createIntent(intent.arguments) : intent;
}

/** What a yes is for: this very request, under this very key. */
function toSubject({ digest, key = '' }: Intent): string {
  return `order_create ${digest} ${key}`;
}
