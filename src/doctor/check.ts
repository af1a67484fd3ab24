/** One thing that was looked at. A `note` is worth knowing and stops nothing; a `problem` does. */
export interface Check {
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly subject: string;
  readonly text: string;
  /** What a person can do about it. */
  readonly hint?: string;
}

export function ok(subject: string, text: string): Check {
  return { verdict: 'ok', subject, text };
}

export function note(subject: string, text: string): Check {
  return { verdict: 'note', subject, text };
}
