/** Bytes that this JSON takes in a result, which holds it twice: as it is, and as a text, where it is escaped again. */
export function sizeInResult(json: string): number {
  return Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(json));
}
