import { parseCommaList } from './comma-list.ts';
import { type Ruling, textField } from './fields.ts';

export type PortRange = { first: number; last: number };

function parsePort(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

function parsePortRange(entry: string): PortRange | undefined {
  const [firstText = '', lastText = firstText, ...rest] = entry.split(':');
  const first = parsePort(firstText);
  const last = parsePort(lastText);
  if (first === undefined || last === undefined || rest.length > 0) return undefined;
  return first <= last ? { first, last } : undefined;
}

function toEntry({ first, last }: PortRange): string {
  return first === last ? `${first}` : `${first}:${last}`;
}

/** Comma-separated ports 1–65535 and ascending `first:last` ranges, up to 64. */
export function parsePorts(text: string): Ruling {
  return parseCommaList(text, {
    expected: 'a port from 1 to 65535 or an ascending range such as 12000:12010',
    parseEntry: entry => {
      const range = parsePortRange(entry);
      return range && toEntry(range);
    },
  });
}

/** The ranges of a list that was accepted. */
export function toPortRanges(ports: string): PortRange[] {
  return ports.split(',').flatMap(entry => parsePortRange(entry) ?? []);
}

export const portsSchema = textField(parsePorts);
