import { z } from 'zod';
import { roles } from '../../roles.js';

/** A moment: UTC, ISO 8601 with milliseconds. */
export const moment = z.iso.datetime();

/** A day in Taiwan, `yyyy-mm-dd`. */
export const day = z.iso.date();

export const role = z.enum(roles);
export const language = z.enum(['zh-Hant', 'en']);

/** The number of an application: `A…` for a new account, `C…` for a change. */
export const reference = z.string().describe('api.field.reference');

export const institution = z.strictObject({
  code: z.string().describe('api.field.institution'),
  name: z.string(),
});

export const noBody = z.strictObject({});
