/** The lines of a table, each column as wide as its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The name that holds what was written, or shares most of its letters with it, in their order. */
export function findNearest(written: string, names: readonly string[]): string | undefined {
  const likeness = (name: string) =>
    Number(name.includes(written)) + countShared(written, name) / (written.length + name.length);
  return names.toSorted((a, b) => likeness(b) - likeness(a))[0];
}

/** The length of the longest common subsequence. */
function countShared(left: string, right: string): number {
  let counts: number[] = [];
  for (const letter of left) {
    const next: number[] = [];
    for (const [index, other] of [...right].entries()) {
      const longest = Math.max(counts[index] ?? 0, next[index - 1] ?? 0);
      next.push(letter === other ? (counts[index - 1] ?? 0) + 1 : longest);
    }
    counts = next;
  }
  return counts.at(-1) ?? 0;
}

/** Bytes that this JSON takes in a result, which holds it twice: as it is, and as a text, where it is escaped again. */
export function sizeInResult(json: string): number {
  return Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(json));
}

let invisible: RegExp | undefined;

/**
 * Characters that show nothing or change how their neighbours show: controls, bidi and zero-width marks, tags,
 * fillers, lone surrogates, blanks other than the space. A name made of them can pass for another one.
 * Made when a text is first searched for them: Unicode's tables cost time, and a start needs none.
 */
export function invisibleCharacters(): RegExp {
  invisible ??=
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! )\p{Zs}/gu;
  return invisible;
}

/** How Unicode names a character: `U+202E`. */
export function toCodePointName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The first character that does not show, with its place counted from 1. */
export function findInvisible(text: string): { name: string; position: number } | undefined {
  const index = text.search(invisibleCharacters());
  if (index < 0) return undefined;
  return { name: toCodePointName(text.slice(index)), position: [...text.slice(0, index)].length + 1 };
}
