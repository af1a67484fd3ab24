import * as z from 'zod';

/** What a rule makes of a text: its canonical form, or sentences that say what is wrong with it. */
export type Ruling = { value: string } | { problems: string[] };

/** A raw issue that carries nothing of the value it speaks about. */
export function toIssue(message: string, path: string[] = []) {
  return { code: 'custom' as const, message, path, input: undefined };
}

/** A string that is replaced by its canonical form; the advertised schema stays a plain string. */
export function textField(rule: (text: string) => Ruling) {
  return z.string().check(payload => {
    const ruling = rule(payload.value);
    if ('value' in ruling) payload.value = ruling.value;
    else payload.issues.push(...ruling.problems.map(message => toIssue(message)));
  });
}
