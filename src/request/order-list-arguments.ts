import * as z from 'zod';
import { limitSchema, offsetSchema } from './paging.ts';

export const orderListArgumentsSchema = z.strictObject({ limit: limitSchema, offset: offsetSchema });
