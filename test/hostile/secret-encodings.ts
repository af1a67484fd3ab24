const toHtml = (signs: Record<string, string>) => (text: string) =>
  text.replace(/[&<>"'/]/g, sign => signs[sign] ?? sign);

const toPercent = (text: string, toHex = (byte: number) => byte.toString(16).padStart(2, '0')) =>
  [...Buffer.from(text)].map(byte => `%${toHex(byte)}`).join('');

const escapeJson = (text: string) => JSON.stringify(text).slice(1, -1);

/** `json_encode`: every slash and every letter beyond ASCII is escaped. */
const escapePhp = (text: string) =>
  escapeJson(text)
    .replaceAll('/', '\\/')
    .replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const wrap = (text: string, width: number, lineBreak: string) =>
  text.replace(new RegExp(`.{${width}}(?=.)`, 'gs'), line => line + lineBreak);

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How servers, libraries and proxies write a text into another one. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': text => text,
  'in capitals': text => text.toUpperCase(),
  'in base64': base64,
  'in base64url': text => Buffer.from(text).toString('base64url'),
  'in wrapped base64': text => wrap(base64(text), 16, '\r\n'),
  'in base64 within JSON of PHP': text => escapePhp(base64(text)),
  'in wrapped base64 within JSON': text => escapeJson(wrap(base64(text), 10, '\r\n')),
  'in hexadecimal': text => Buffer.from(text).toString('hex'),
  'in JSON': escapeJson,
  'in JSON in JSON': text => escapeJson(escapeJson(text)),
  'in JSON of PHP': escapePhp,
  'in JSON of PHP in JSON': text => escapeJson(escapePhp(text)),
  'in JSON of PHP in JSON of PHP': text => escapePhp(escapePhp(text)),
  'with escaped slashes': text => text.replaceAll('/', '\\/'),
  'in HTML with decimal numbers': toHtml({
    '&': '&#38;',
    '<': '&#60;',
    '>': '&#62;',
    '"': '&#34;',
    "'": '&#039;',
  }),
  'in HTML with hexadecimal numbers': toHtml({ '&': '&amp;', '"': '&#x22;', "'": '&#x27;', '/': '&#x2F;' }),
  'in HTML with names': toHtml({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }),
  'in HTML of htmlentities': text => toHtml({ '&': '&amp;', '"': '&quot;' })(text).replaceAll('ä', '&auml;'),
  'in HTML in HTML': text =>
    toHtml({ '&': '&amp;' })(toHtml({ '&': '&amp;', '"': '&quot;', "'": '&#039;' })(text)),
  'in HTML in JSON': text => escapePhp(toHtml({ '&': '&amp;', '"': '&quot;', "'": '&#039;' })(text)),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small letters': text => encodeURIComponent(text).toLowerCase(),
  'URL-encoded twice': text => encodeURIComponent(encodeURIComponent(text)),
  'URL-encoded three times': text => encodeURIComponent(encodeURIComponent(encodeURIComponent(text))),
  'URL-encoded in JSON': text => escapeJson(encodeURIComponent(escapeJson(text))),
  'URL-encoded in every byte': text => toPercent(text),
  'URL-encoded in every byte, in capitals': text => toPercent(text).toUpperCase(),
  'URL-encoded in a letter': text => text.replace(/[a-z]/, letter => toPercent(letter)),
  'URL-encoded as RFC 3986 has it': text =>
    encodeURIComponent(text).replace(/[!'()*]/g, sign => toPercent(sign).toUpperCase()),
  'in a form': text => new URLSearchParams({ a: text }).toString().slice(2),
  'with a line break': text => wrap(text, 9, '\n'),
  'URL-encoded with line breaks': text => wrap(toPercent(text), 10, '\n'),
  'URL-encoded with line breaks in JSON': text => escapeJson(wrap(toPercent(text), 10, '\r\n')),
  'with a line break in JSON': text => escapeJson(wrap(text, 9, '\r\n')),
};
