import type * as z from 'zod';
import { quoteEntry } from './quote-entry.ts';

const maxProblems = 12;
const maxKeys = 5;

const kindNames = new Map<string, string>([
  ['string', 'text in quotes'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'an object'],
]);

/** One short sentence for each problem, field first, at most twelve; no value of a secret field stands in it. */
export function toProblems(error: z.ZodError): string {
  const shown = error.issues.slice(0, maxProblems).map(toProblem);
  const rest = error.issues.length - shown.length;
  return [...shown, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ');
}

/** `items[0].product.options.os`, or `arguments` for the whole. */
export function renderPath(path: readonly PropertyKey[]): string {
  const text = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'arguments' : text.replace(/^\./, '');
}

function toProblem(issue: z.core.$ZodIssue): string {
  return `${renderPath(issue.path)}: ${toExplanation(issue)}.`;
}

function toExplanation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return renderUnknownKeys(issue.keys);
  return issue.code === 'invalid_type' ? renderWrongType(issue) : issue.message;
}

// What came is told by zod's sentence alone: its issue names only the expected type.
function renderWrongType({ message, expected }: z.core.$ZodIssueInvalidType): string {
  const received = /received (\w+)$/.exec(message)?.[1];
  const wanted = kindNames.get(expected) ?? expected;
  if (received === 'Infinity') return 'is too large';
  return received === undefined || received === 'undefined'
    ? `is missing; give ${wanted}`
    : `is of type ${received}; give ${wanted}`;
}

function renderUnknownKeys(keys: string[]): string {
  const shown = keys.slice(0, maxKeys).map(quoteEntry);
  const rest = keys.length - shown.length;
  const names = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return `unknown ${keys.length === 1 ? 'key' : 'keys'} ${names}`;
}
