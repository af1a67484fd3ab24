/** Bytes that a value takes in a result, which holds it twice: as JSON, and as a text of that JSON, where it is escaped again. */
export function sizeInResult(value: object): number {
  const json = JSON.stringify(value);
  return Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(json));
}
