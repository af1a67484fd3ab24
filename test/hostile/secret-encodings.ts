/** How a text comes to stand in JSON, in an address, a form or a header. Secrets are looked for in each of these ways. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': text => text,
  'in JSON': text => JSON.stringify(text).slice(1, -1),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small letters': text =>
    encodeURIComponent(text).replace(/%../g, code => code.toLowerCase()),
  'in a form': text => new URLSearchParams({ a: text }).toString().slice(2),
  'in base64': text => Buffer.from(text).toString('base64'),
  'in base64url': text => Buffer.from(text).toString('base64url'),
};
