import * as z from 'zod';
import { findNearest } from '../text.ts';
import { quoteEntry } from './fields.ts';

const maxProblems = 12;
const maxKeys = 5;
// Longer than every key there is.
const comparedCharacters = 32;

const kindNames = new Map<string, string>([
  ['string', 'text in quotes'],
  ['array', 'a list'],
  ['object', 'an object'],
]);

/**
 * One short sentence for each problem, field first, at most twelve; no value of a secret field stands in it. With the schema
 * an unknown key is told with the known one that it is most like.
 */
export function toProblems(error: z.ZodError, schema?: z.ZodType): string {
  const places = listPlaces(schema);
  const shown = error.issues
    .slice(0, maxProblems)
    .map(issue => `${renderPath(issue.path)}: ${toExplanation(issue, places)}.`);
  const rest = error.issues.length - shown.length;
  return [...shown, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ');
}

/** `items[0].product.options.os`, or `arguments` for the whole. */
export function renderPath(path: readonly PropertyKey[]): string {
  const text = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'arguments' : text.replace(/^\./, '');
}

/** The place of every key that a schema knows, such as `items[].product.options.os`. */
function listPlaces(schema: unknown, path = ''): string[] {
  if (schema instanceof z.ZodOptional) return listPlaces(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return listPlaces(schema.element, `${path}[]`);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const place = path === '' ? key : `${path}.${key}`;
    return [place, ...listPlaces(field, place)];
  });
}

function toExplanation(issue: z.core.$ZodIssue, places: string[]): string {
  if (issue.code === 'unrecognized_keys') return renderUnknownKeys(issue.keys, places);
  const isZods = issue.code === 'invalid_type' && issue.message.startsWith('Invalid input');
  return isZods ? renderWrongType(issue) : issue.message;
}

// What came is told by zod's sentence alone: its issue names only the expected type.
function renderWrongType({ message, expected }: z.core.$ZodIssueInvalidType): string {
  const received = /received (\w+)$/.exec(message)?.[1];
  const wanted = kindNames.get(expected) ?? expected;
  return received === undefined || received === 'undefined'
    ? `is missing; give ${wanted}`
    : `is of type ${received}; give ${wanted}`;
}

function renderUnknownKeys(keys: string[], places: string[]): string {
  const shown = keys.slice(0, maxKeys).map(key => quoteEntry(key) + renderNearest(key, places));
  const rest = keys.length - shown.length;
  const names = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return `unknown ${keys.length === 1 ? 'key' : 'keys'} ${names}`;
}

function renderNearest(key: string, places: string[]): string {
  const keys = places.map(place => place.slice(place.lastIndexOf('.') + 1));
  const nearest = findNearest(key.slice(0, comparedCharacters).toLowerCase(), keys);
  return nearest === undefined ? '' : ` (the nearest known one is ${places[keys.indexOf(nearest)]})`;
}
