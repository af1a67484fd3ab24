import type { Credentials } from '../settings/settings.ts';
import { cutText, maxTextLength, stripText } from './clean-text.ts';
import { secretForms } from './credential-header.ts';
import { rewriteTraced, type TracedText, traceText } from './traced-text.ts';
import { type Rewrite, unescapeText } from './unescape.ts';

/** Stands where a secret stood. */
export const redactedMark = '[redacted]';

/** Below this length a form would also match innocent text; no provider issues such a secret. */
const minFormLength = 4;

/** A form of at least this length is found with blanks and line breaks in it too; shorter ones would be in many sentences. */
const minWrappedLength = 8;

/** What can stand for a character without one of these is the character itself. */
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
  const written = [...(credentials ? secretForms(credentials) : []), ...others];
  const searches = undoings.map(undo => ({ undo, forms: toForms(written, undo) }));
  const shortest = Math.min(...searches.flatMap(({ forms }) => forms.map(form => form.text.length)));
  return text => {
    // No character becomes more than three when it is made a capital.
    if (text.length * 3 < shortest) return text;
    const apt = mayBeEscaped.test(text) ? searches : searches.slice(0, 1);
    const ranges = apt.flatMap(search => findForms(text, search));
    return ranges.length === 0 ? text : replaceRanges(text, ranges);
  };
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

function toForms(written: readonly string[], undo: Undo): Form[] {
  const forms = new Map<string, Form>();
  for (const given of written.flatMap(text => [text, stripText(text)])) {
    const form = undo(given, rewriteText);
    const text = toComparable(form);
    const maxBlanks = text.length < minWrappedLength ? countBlanks(form) : Number.POSITIVE_INFINITY;
    if (form.length >= minFormLength) forms.set(text, { text, maxBlanks });
  }
  return [...forms.values()];
}

type Undo = <Text>(text: Text, rewrite: Rewrite<Text>) => Text;

/** The first one serves where nothing can be escaped. A line break may also stand in the middle of an escaped character. */
const undoings: readonly Undo[] = [
  text => text,
  unescapeText,
  (text, rewrite) =>
    unescapeText(
      rewrite(unescapeText(text, rewrite), /\s+/g, () => ''),
      rewrite,
    ),
];

type Range = readonly [start: number, end: number];

interface Search {
  readonly forms: readonly Form[];
  readonly undo: Undo;
}

/** First whether a form is there at all, which costs little, and then where. */
function findForms(text: string, { forms, undo }: Search): Range[] {
  const comparable = toComparable(undo(text, rewriteText));
  const present = forms.filter(form => comparable.includes(form.text));
  if (present.length === 0) return [];
  const traced = toComparableTraced(undo(traceText(text), rewriteTraced));
  return present.flatMap(form => locate(form, traced, text));
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
  return rewriteTraced(joined, /[a-z]|[^\0-\x7f]/gu, character => character.toUpperCase());
}

function countBlanks(text: string): number {
  return text.match(/\s/g)?.length ?? 0;
}
