import { stripText } from '../provider/clean-text.ts';

/**
 * The text of a question: nothing is cut, and no line holds a character that breaks it or changes how it shows, so that
 * no name can pass for a line of its own.
 */
export function renderParagraphs(paragraphs: readonly (readonly string[])[]): string {
  return paragraphs.map(lines => lines.map(stripText).join('\n')).join('\n\n');
}

/** Somebody's text in quotes; one that holds a quote can't end them. */
export function quoteText(text: string): string {
  return JSON.stringify(text);
}
