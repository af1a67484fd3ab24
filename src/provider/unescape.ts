import { stripText } from './text.ts';

/** One character in percent-encoding, in a JSON or shell string, or as an HTML entity, encoded once or several times. */
const escaped =
  /%(?:25)*(?:f[0-7](?:%(?:25)*[89ab][\da-f]){3}|e[\da-f](?:%(?:25)*[89ab][\da-f]){2}|[cd][\da-f]%(?:25)*[89ab][\da-f]|[\da-f]{2})|\\+(?:u[\da-f]{4}|x[\da-f]{2}|.)|&(?:amp;)*(?:#0*\d{1,7};?|#x0*[\da-f]{1,6};?|[a-z]{2,8}\d?;)/gis;

/** One encoding in another is undone up to this depth. */
const maxPasses = 4;

/** Replaces what a pattern matches, in whatever keeps the text. */
export type Rewrite<Text> = (text: Text, pattern: RegExp, write: (match: string) => string) => Text;

/** Undoes percent-encoding, backslashes and HTML entities, in any mixture. It reads loosely: this is to find, not to show. */
export function unescapeText<Text>(given: Text, rewrite: Rewrite<Text>): Text {
  let text = given;
  for (let pass = 0; pass < maxPasses; pass++) {
    let isChanged = false;
    text = rewrite(text, escaped, match => {
      const character = decode(match);
      isChanged ||= character !== match;
      return character;
    });
    if (!isChanged) break;
  }
  return text;
}

function decode(match: string): string {
  const known = decoded.get(match);
  if (known !== undefined) return known;
  const character = stripText(decodeAnew(match));
  if (decoded.size < maxDecoded && match.length < 16) decoded.set(match, character);
  return character;
}

/** The same ones come again and again. */
const decoded = new Map<string, string>();
const maxDecoded = 2_000;

function decodeAnew(match: string): string {
  if (match.startsWith('%')) return decodePercent(match);
  return match.startsWith('&') ? decodeEntity(match) : decodeBackslash(match.replace(/^\\+(?=.)/s, ''));
}

/** One byte, which stands for itself as in Latin-1, or those of one character in UTF-8. */
function decodePercent(match: string): string {
  const [first = 0, ...more] = match
    .split('%')
    .slice(1)
    .map(part => Number.parseInt(part.slice(-2), 16));
  const lead = more.length === 0 ? first : first & (0x3f >> more.length);
  return fromCode(more.reduce((code, byte) => (code << 6) | (byte & 0x3f), lead));
}

function decodeBackslash(rest: string): string {
  if (rest.length > 1) return String.fromCharCode(Number.parseInt(rest.slice(1), 16));
  return /[nrt]/.test(rest) ? ' ' : rest;
}

function decodeEntity(match: string): string {
  const name = match.replace(/^&(?:amp;)*(?=.)/i, '').replace(/;$/, '');
  if (name.startsWith('#')) return fromCode(Number(name.slice(1).replace(/^x/i, '0x')));
  return name === '' ? '&' : (entities.get(name.toLowerCase()) ?? match);
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Entities of ASCII signs, and from U+00A0 on those of Latin-1, which PHP's `htmlentities` writes. Letter case is ignored. */
const signNames =
  'amp& lt< gt> quot" apos\' sol/ bsol\\ plus+ equals= percnt% num# excl! dollar$ commat@ colon: semi; comma, period. lpar( rpar) lsqb[ lbrack[ rsqb] rbrack] lcub{ lbrace{ rcub} rbrace} ast* lowbar_ verbar| vert| quest? grave` hat^ nbsp\u0020';
const latin1Names =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml times oslash ugrave uacute ucirc uuml yacute thorn szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

const entities = new Map([
  ...latin1Names.split(' ').map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
  ...signNames.split(' ').map(entry => [entry.slice(0, -1), entry.slice(-1)] as const),
]);
