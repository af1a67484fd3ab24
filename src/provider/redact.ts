import type { Credentials } from '../settings/settings.ts';
import { secretForms } from './credential-header.ts';
import { cutText, maxTextLength, stripText } from './text.ts';
import { rewriteTraced, type TracedText, traceText } from './traced-text.ts';
import { type Rewrite, unescapeText } from './unescape.ts';

/** Stands where a secret stood. */
export const redactedMark = '[redacted]';

/** Below this length a form would also match innocent text; no provider issues such a secret. */
const minFormLength = 4;

/** A form of at least this length is found with blanks and line breaks in it too; shorter ones would be in many sentences. */
const minWrappedLength = 8;

/** Every escaped character begins with one of these. */
const mayBeEscaped = /[%\\&]/;

/** Longer than any secret that fits into a header, in its longest common encoding. */
const maxSecretLength = 64 * 1024;

interface Form {
  readonly text: string;
  /** How many blanks it may hold where it stands. */
  readonly maxBlanks: number;
}

/**
 * Returns a function that takes the secret out of a text: as it is, in base64 and hexadecimal, each of them also in
 * percent-encoding, JSON, HTML, one in another, and whatever the letter case and the line breaks.
 * @param others texts that are secret as they are, such as those of one request.
 */
export function createRedactor(
  credentials: Credentials | undefined,
  others: readonly string[] = [],
): (text: string) => string {
  if (!credentials && others.length === 0) return text => text;
  let search: ReturnType<typeof prepareSearch> | undefined;
  return text => {
    // Not before the first text: a start has none.
    search ??= prepareSearch([...(credentials ? secretForms(credentials) : []), ...others]);
    // No character becomes more than three when it is made a capital.
    if (text.length * 3 < search.shortest) return text;
    const stages = mayBeEscaped.test(text) ? search.stages : search.stages.slice(0, 1);
    const ranges = findForms(text, stages);
    return ranges.length === 0 ? text : replaceRanges(text, ranges);
  };
}

function prepareSearch(written: readonly string[]): { stages: Form[][]; shortest: number } {
  const stages = steps.map((_step, index) => toForms(written, text => undo(text, index, rewriteText)));
  return { stages, shortest: Math.min(...stages.flat().map(form => form.text.length)) };
}

/** Cleans a text, and cuts it at that length, or where texts are cut otherwise. */
export type Cleaner = (text: string, maxLength?: number) => string;

/**
 * Makes provider text fit to be shown or kept. The order matters: invisible characters could keep a secret from being
 * found, and a cut could leave half of one.
 */
export function createCleaner(redact: (text: string) => string): Cleaner {
  return (text, maxLength = maxTextLength) => {
    // No more of a text than this is looked at, since cleaning a hostile one costs time.
    const maxInputLength = 4 * maxLength + maxSecretLength;
    if (text.length <= maxInputLength) return cutText(redact(stripText(text)), maxLength);
    const start = redact(stripText(text.slice(0, maxInputLength)));
    // The end may hold a part of a secret that the first cut went through.
    return cutText(start, Math.min(maxLength, Math.max(0, start.length - maxSecretLength)));
  };
}

function toForms(written: readonly string[], undo: (text: string) => string): Form[] {
  const forms = new Map<string, Form>();
  for (const given of written.flatMap(text => [text, stripText(text)])) {
    const form = undo(given);
    const text = toComparable(form);
    const maxBlanks = text.length < minWrappedLength ? countBlanks(form) : Number.POSITIVE_INFINITY;
    if (form.length >= minFormLength) forms.set(text, { text, maxBlanks });
  }
  return [...forms.values()];
}

type Step = <Text>(text: Text, rewrite: Rewrite<Text>) => Text;

/** Each goes on with what the one before has made: a line break may also stand in the middle of an escaped character. */
const steps: readonly Step[] = [
  text => text,
  unescapeText,
  (text, rewrite) =>
    unescapeText(
      rewrite(text, /\s+/g, () => ''),
      rewrite,
    ),
];

function undo<Text>(text: Text, last: number, rewrite: Rewrite<Text>): Text {
  return steps.slice(0, last + 1).reduce((undone, step) => step(undone, rewrite), text);
}

type Range = readonly [start: number, end: number];

/** First whether a form is there at all, which costs little, and then where. */
function findForms(text: string, stages: readonly (readonly Form[])[]): Range[] {
  const ranges: Range[][] = [];
  let undone = text;
  for (const [index, forms] of stages.entries()) {
    const before = undone;
    undone = steps[index]?.(undone, rewriteText) ?? undone;
    if (index > 0 && undone === before) continue;
    const comparable = toComparable(undone);
    const present = forms.filter(form => comparable.includes(form.text));
    if (present.length === 0) continue;
    const traced = toComparableTraced(undo(traceText(text), index, rewriteTraced));
    ranges.push(present.flatMap(form => locate(form, traced, text)));
  }
  return ranges.flat();
}

function locate(
  { text: form, maxBlanks }: Form,
  { text, starts, ends }: TracedText,
  original: string,
): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    const range = [starts[at] ?? 0, ends[at + form.length - 1] ?? original.length] as const;
    if (countBlanks(original.slice(...range)) <= maxBlanks) ranges.push(range);
  }
  return ranges;
}

function replaceRanges(text: string, ranges: readonly Range[]): string {
  let shown = '';
  let at = 0;
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (start > at || at === 0) shown += text.slice(at, start) + redactedMark;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
}

const rewriteText: Rewrite<string> = (text, pattern, write) => text.replace(pattern, write);

/** Without blanks, which a line break may have put there, and in capitals. */
function toComparable(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase();
}

function toComparableTraced(traced: TracedText): TracedText {
  const joined = rewriteTraced(traced, /\s+/g, () => '');
  const text = joined.text.toUpperCase();
  // Few letters become two when they are made capitals.
  if (text.length === joined.text.length) return { ...joined, text };
  return rewriteTraced(joined, /[a-z]|[^\0-\x7f]/gu, character => character.toUpperCase());
}

function countBlanks(text: string): number {
  return text.match(/\s/g)?.length ?? 0;
}
