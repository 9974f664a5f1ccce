import { z } from 'zod';
import { type changeNames, declarationVersion } from '../../applications/index.js';
import { applicationKind, applicationState, returnReason, way } from './applications.js';
import { day, language } from './parts.js';

/**
 * What programs send. These say which members there are; what stands in them is held to the same rules as on the pages,
 * which answer with the same sentences.
 */
const text = z.string().max(1000);
const role = z.enum(['manager', 'reporter']);
const ranges = z.array(text).describe('api.field.ranges');
const extension = text.optional().describe('api.field.extension');
const filler = z.strictObject({ name: text, telephone: text, extension, email: text });

/** What every application that is filed says besides its form. */
const filing = {
  declaration: text.meta({ description: 'api.field.declaration', examples: [declarationVersion] }),
  language: language.optional().describe('api.field.language'),
  previous: text.optional().describe('api.field.previous-order'),
  wideReason: text.optional().describe('api.field.wide-reason'),
  filler,
} as const;

export const newAccountsOrder = z.strictObject({
  kind: z.literal('new-account'),
  role,
  accounts: z.array(
    z.strictObject({
      userName: text,
      name: text.describe('api.field.name'),
      telephone: text,
      extension,
      mobile: text,
      email: text,
      ranges,
    }),
  ),
  ...filing,
});

export const changeOrder = z.strictObject({
  kind: z.literal('change'),
  userName: text,
  changes: z
    .strictObject({
      ranges: ranges.optional(),
      role: role.optional(),
      email: text.optional(),
      disable: z.literal(true).optional(),
      reactivate: z.literal(true).optional(),
    } satisfies Readonly<Record<(typeof changeNames)[number], z.ZodType>>)
    .describe('api.field.changes'),
  holder: z.strictObject({ name: text, telephone: text, extension, mobile: text, email: text }),
  ...filing,
});

export const applicationOrder = z.discriminatedUnion('kind', [newAccountsOrder, changeOrder]);

export const letterOrder = z.strictObject({
  institutionCode: text.describe('api.field.letter-institution'),
  senderNumber: text.describe('api.field.sender-number'),
  senderDate: text.meta({ description: 'api.field.date', examples: ['2026-11-20'] }),
  ownNumber: text.describe('api.field.own-number'),
  ownDate: text.meta({ description: 'api.field.date', examples: ['2026-11-22'] }),
});

/** The same as a multipart form, with the letter's scan behind its fields. */
export const letterForm = letterOrder.extend({
  file: z.string().meta({ description: 'api.field.letter-file', format: 'binary' }),
});

const approval = z.strictObject({ outcome: z.literal('approve') });
const returning = z.strictObject({
  outcome: z.literal('return'),
  reasons: z.array(returnReason),
  words: z.string().max(10_000).optional().describe('api.field.words'),
});
const position = z.int().min(1).describe('api.field.position');

export const decisionOrder = z.strictObject({
  all: z.discriminatedUnion('outcome', [approval, returning]).optional().describe('api.field.all'),
  items: z
    .array(z.discriminatedUnion('outcome', [approval.extend({ position }), returning.extend({ position })]))
    .optional()
    .describe('api.field.items'),
  wideConfirmed: z.boolean().optional().describe('api.field.wide-confirmed'),
});

export const handOverOrder = z.strictObject({ userName: text.describe('api.field.colleague') });

export const noteOrder = z.strictObject({ text: z.string().max(10_000) });

/** With which name a scan is kept. */
export const scanQuery = z.strictObject({
  fileName: z.string().min(1).max(200).optional().describe('api.field.scan-name'),
});

/** What a list of applications is narrowed by and sorted after. */
export const applicationQuery = z.strictObject({
  state: z.array(applicationState).min(1).optional().describe('api.field.states'),
  kind: applicationKind.optional(),
  way: way.optional(),
  institution: z.string().max(10).optional().describe('api.field.institution'),
  reviewer: z.string().max(32).optional().describe('api.field.reviewer-query'),
  userName: z.string().max(32).optional().describe('api.field.user-name-query'),
  dueBefore: day.optional().describe('api.field.due-before'),
  sort: z.enum(['createdAt', 'submittedAt', 'dueDate', 'reference']).optional().describe('api.field.sort'),
  direction: z.enum(['ascending', 'descending']).optional(),
  limit: z.int().min(1).max(100).optional().describe('api.field.limit'),
  cursor: z.string().max(500).optional().describe('api.field.cursor'),
});

export type ApplicationOrder = z.infer<typeof applicationOrder>;
export type LetterOrder = z.infer<typeof letterOrder>;
export type DecisionOrder = z.infer<typeof decisionOrder>;
export type ApplicationQuery = z.infer<typeof applicationQuery>;
