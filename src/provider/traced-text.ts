/** A text that was rewritten, and the place in the original that each of its characters stands for. */
export interface TracedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export function traceText(text: string): TracedText {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let index = 0; index < text.length; index++) {
    starts.push(index);
    ends.push(index + 1);
  }
  return { text, starts, ends };
}

/** As `String.replace`; every character of a replacement stands for the whole match. */
export function rewriteTraced(
  traced: TracedText,
  pattern: RegExp,
  write: (match: string) => string,
): TracedText {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const keep = (from: number, to: number) => {
    parts.push(traced.text.slice(from, to));
    for (let index = from; index < to; index++) {
      starts.push(traced.starts[index] ?? 0);
      ends.push(traced.ends[index] ?? 0);
    }
  };
  let at = 0;
  for (const { 0: match, index } of traced.text.matchAll(pattern)) {
    keep(at, index);
    at = index + match.length;
    const written = write(match);
    parts.push(written);
    for (let count = 0; count < written.length; count++) {
      starts.push(traced.starts[index] ?? 0);
      ends.push(traced.ends[at - 1] ?? 0);
    }
  }
  keep(at, traced.text.length);
  return { text: parts.join(''), starts, ends };
}
