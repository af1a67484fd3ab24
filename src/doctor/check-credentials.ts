import type { Settings } from '../settings/settings.ts';
import { type Check, note, ok } from './check.ts';
import type { TracedSetting } from './trace-settings.ts';

const subject = 'credentials';

/** Whether there is something to authenticate with, and if not, what is missing. */
export function checkCredentials(settings: Settings, traced: readonly TracedSetting[]): Check[] {
  const { credentials, hints, sandbox } = settings;
  if (sandbox) {
    return [ok(subject, 'none needed: the sandbox makes its own, and a configured one is never sent to it')];
  }
  if (!credentials) {
    const { text, hint } = describeMissing(traced);
    return [{ verdict: 'problem', subject, text, hint: [...hints, hint].join(' ') }];
  }
  const notes = hints.map(hint => note(subject, hint));
  if (credentials.kind === 'token') return [ok(subject, 'a token, sent as X-Account-Token'), ...notes];
  return [ok(subject, `user name and password of ${credentials.username}, as HTTP Basic`), ...notes];
}

function describeMissing(traced: readonly TracedSetting[]): { text: string; hint: string } {
  const isSet = (variable: string) =>
    traced.some(setting => setting.variable === variable && setting.origin !== 'not set');
  if (isSet('VPS_API_USERNAME')) {
    return {
      text: 'VPS_API_USERNAME is set, and no password',
      hint: 'Set VPS_API_PASSWORD or VPS_API_PASSWORD_FILE beside it, or VPS_API_TOKEN instead.',
    };
  }
  if (isSet('VPS_API_PASSWORD')) {
    return {
      text: 'VPS_API_PASSWORD is set, and no user name',
      hint: 'Set VPS_API_USERNAME beside it, or VPS_API_TOKEN instead.',
    };
  }
  return {
    text: 'none',
    hint: 'Make a token in the portal of the provider and set VPS_API_TOKEN where the client starts this server; "vps-order-mcp config CLIENT" shows where. To try without an account: --sandbox.',
  };
}
