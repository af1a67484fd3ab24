/** Text that is HTML already; only `html` makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = string | number | bigint | Html | Html[] | false | undefined;

/** A template whose every inserted text is escaped; nothing else can get into a page. */
export function html(template: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  return new Html(template.map((text, index) => text + renderPart(parts[index])).join(''));
}

function renderPart(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(renderPart).join('');
  return escapeText(String(part));
}

/** Markup becomes text; controls, bidi overrides and invisible characters become a visible mark. */
function escapeText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd')
    .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
