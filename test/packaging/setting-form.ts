import { settingSchemas } from '../../src/settings/setting-schemas.ts';
import { type settingTable, toFlagName } from '../../src/settings/setting-table.ts';

export type Setting = (typeof settingTable)[number];

/** How a form asks for a setting; read off its schema, so that no second list has to be kept. */
export function formOf({ variable, kind }: Setting): 'string' | 'number' | 'boolean' | 'filepath' {
  if (kind === 'switch') return 'boolean';
  if (/_FILE$|_DIR$/.test(variable)) return 'filepath';
  const takesNumbers = complaintAbout(variable, '1000') === undefined;
  return takesNumbers && complaintAbout(variable, 'word') !== undefined ? 'number' : 'string';
}

/** The default as text, where it is a value and not a rule. */
export function literalDefault({ variable, kind, defaultText }: Setting): string | undefined {
  if (kind === 'switch') return 'false';
  const isValue =
    Object.hasOwn(settingSchemas, variable) && complaintAbout(variable, defaultText) === undefined;
  return isValue ? defaultText : undefined;
}

export function choicesOf({ variable, kind }: Setting): string[] | undefined {
  if (kind === 'switch') return undefined;
  return /has to be one of (.*)$/.exec(complaintAbout(variable, 'nonsense') ?? '')?.[1]?.split(', ');
}

/** `VPS_READ_ONLY` → `read_only`. */
export function toFieldName(variable: string): string {
  return toFlagName(variable).replaceAll('-', '_');
}

function complaintAbout(variable: string, text: string): string | undefined {
  const makeSchema = Object.entries(settingSchemas).find(([name]) => name === variable)?.[1];
  return makeSchema?.().safeParse(text).error?.issues[0]?.message;
}
