import type { SettingSources } from '../settings/load-settings.ts';
import { parseSetting, settingSchemas } from '../settings/setting-schemas.ts';
import { type SettingDefinition, type SettingVariable, settingTable } from '../settings/setting-table.ts';
import type { Settings } from '../settings/settings.ts';

export interface TracedSetting {
  readonly variable: SettingVariable;
  readonly origin: 'flag' | 'environment' | 'file' | 'default' | 'not set';
  /** Fit to be shown: a secret is hidden, and what can't be read is not repeated. */
  readonly shown: string;
  /** What is wrong with it. */
  readonly complaint?: string;
}

/** Every setting, with the place that decided it. */
export function traceSettings(sources: SettingSources): TracedSetting[] {
  return settingTable.map(definition => trace(definition, sources));
}

/** The defaults that depend on other settings or on the platform, as they came out. */
export function showEffective(settings: Settings): Partial<Record<SettingVariable, string>> {
  return { VPS_STATE_DIR: settings.stateDirectory, VPS_PAYMENT_HOSTS: settings.paymentHosts.join(', ') };
}

type Definition = SettingDefinition & { variable: SettingVariable };

function trace({ variable, kind, defaultText }: Definition, sources: SettingSources): TracedSetting {
  const given = findGiven(variable, sources);
  const hidden = 'set, hidden';
  if (given && kind === 'secret') return { variable, origin: given.origin, shown: hidden };
  if (given) return { variable, origin: given.origin, ...show(variable, given.text) };
  if (kind === 'secret' && isFileGiven(variable, sources)) return { variable, origin: 'file', shown: hidden };
  return defaultText === '–'
    ? { variable, origin: 'not set', shown: '–' }
    : { variable, origin: 'default', shown: defaultText };
}

function findGiven(
  variable: SettingVariable,
  { flags, env }: SettingSources,
): { origin: 'flag' | 'environment'; text: string } | undefined {
  const flag = flags[variable];
  const text = flag ?? env[variable];
  if (text === undefined || text.trim() === '' || /^\s*\$\{[^}]*\}\s*$/.test(text)) return undefined;
  return { origin: flag === undefined ? 'environment' : 'flag', text };
}

function isFileGiven(variable: SettingVariable, sources: SettingSources): boolean {
  const file = settingTable.find(definition => definition.variable === `${variable}_FILE`);
  return file !== undefined && findGiven(file.variable, sources) !== undefined;
}

function show(variable: SettingVariable, text: string): { shown: string; complaint?: string } {
  const makeSchema = Object.entries(settingSchemas).find(([name]) => name === variable)?.[1];
  if (!makeSchema) return { shown: text.trim() };
  try {
    const schema: { parse(value: unknown): unknown } = makeSchema();
    const value = parseSetting({ variable, text, schema });
    return { shown: typeof value === 'boolean' ? (value ? 'on' : 'off') : text.trim() };
  } catch (error) {
    const complaint = error instanceof Error ? error.message : `${variable} can not be read.`;
    return { shown: 'can not be read', complaint };
  }
}
