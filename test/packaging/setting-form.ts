import { type SettingVariable, settingTable } from '../../src/settings/setting-table.ts';

/** A setting as forms describe it. */
export function describeSetting(variable: SettingVariable) {
  const { meaning, form, isSecret = false, choices, default: fallback } = settingTable[variable];
  return {
    description: meaning,
    form,
    isSecret,
    ...(choices && { choices }),
    ...(fallback !== undefined && { default: form === 'boolean' ? 'false' : fallback }),
  };
}
