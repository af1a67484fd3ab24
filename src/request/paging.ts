import { wholeNumberField } from './number-field.ts';

/** How many rows one answer of a list holds. */
export const limitSchema = wholeNumberField({ min: 1, max: 200 })
  .default(50)
  .describe('Rows in one answer, 1–200. Left out, 50.');

/** How many rows are skipped. */
export const offsetSchema = wholeNumberField({ min: 0 })
  .default(0)
  .describe('Rows to skip, next_offset of the answer before.');
