import { createHash } from 'node:crypto';
import type { RawAnswer } from './http.ts';
import frame from './page.html' with { type: 'text' };

/** Text that is HTML already; only `html` makes it. */
export interface Html {
  readonly markup: string;
}

type HtmlPart = string | number | Html | Html[] | false | undefined;

/** A template whose every inserted text is escaped; nothing else can get into a page. */
export function html(template: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  return { markup: template.map((text, index) => text + renderPart(parts[index])).join('') };
}

function renderPart(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (Array.isArray(part)) return part.map(renderPart).join('');
  return typeof part === 'object' ? part.markup : escapeText(String(part));
}

/** Markup becomes text; controls, bidi overrides and invisible characters become a visible mark. */
function escapeText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd')
    .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

const [, style = ''] = /<style>(.*)<\/style>/s.exec(frame) ?? [];
const styleHash = createHash('sha256').update(style).digest('base64');

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // The path is all that keeps others out.
  'referrer-policy': 'no-referrer',
};

interface Page {
  title: string;
  accountPath: string;
  content: Html;
  status?: number;
}

/** Puts the content into the frame of `page.html`. */
export function renderPage({ status = 200, ...parts }: Page): RawAnswer {
  const body = Object.entries(parts).reduce(
    (page, [name, part]) => page.replace(`{{${name}}}`, () => renderPart(part)),
    frame,
  );
  return { status, headers: pageHeaders, body };
}
