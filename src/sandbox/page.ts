import { createHash } from 'node:crypto';
import type { RawAnswer } from './http.ts';
import { pageStyle } from './page-style.ts';

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

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

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

export function renderPage({ title, accountPath, content, status = 200 }: Page): RawAnswer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Sandbox provider</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
<header class="bar"><a class="brand" href="${accountPath}">Sandbox provider</a><span class="hint">No real money, no real servers</span></header>
<main>
${content}
</main>
</body>
</html>
`;
  return { status, headers: pageHeaders, body: page.markup };
}

export function renderNotFound(accountPath: string): RawAnswer {
  const content = html`<h1>Not found</h1>
<p>There is no such page or invoice.</p>
<p><a href="${accountPath}">Go to the account</a></p>`;
  return renderPage({ title: 'Not found', accountPath, content, status: 404 });
}

export type Tone = 'good' | 'busy' | 'due' | 'over';

export function renderBadge(tone: Tone, text: string): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** `2026-11-24 03:08 UTC`, readable by machines too. */
export function renderTime(atMs: number): Html {
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}
