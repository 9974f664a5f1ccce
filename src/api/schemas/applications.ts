import { z } from 'zod';
import {
  applicationEvents,
  applicationKinds,
  applicationStates,
  returnReasons,
  systemChecks,
} from '../../applications/index.js';
import { day, institution, language, moment, reference, role } from './parts.js';

export const applicationState = z.enum(applicationStates).describe('api.field.state');
export const applicationKind = z.enum(applicationKinds);
export const way = z.enum(['letter', 'scan']).describe('api.field.way');
export const returnReason = z.enum(returnReasons);

/** What a list and a single application have in common. */
const common = {
  reference,
  kind: applicationKind,
  way,
  state: applicationState,
  version: z.int().min(1).describe('api.field.version'),
  institution,
  filedBy: z.string().nullable().describe('api.field.filed-by'),
  language,
  previous: z.string().nullable().describe('api.field.previous'),
  reviewer: z
    .strictObject({ userName: z.string(), name: z.string() })
    .nullable()
    .describe('api.field.reviewer'),
  createdAt: moment,
  confirmedAt: moment.nullable(),
  submittedAt: moment.nullable().describe('api.field.submitted-at'),
  decidedAt: moment.nullable(),
  closedAt: moment.nullable(),
  dueDate: day.nullable().describe('api.field.due-date'),
  lapseDate: day.nullable().describe('api.field.lapse-date'),
  erasedAt: moment.nullable().describe('api.field.erased-at'),
} as const;

export const applicationLine = z.strictObject({ ...common, userNames: z.array(z.string()) });

export const applicationPage = z.strictObject({
  applications: z.array(applicationLine),
  next: z.string().nullable().describe('api.field.next'),
});

const range = z.strictObject({
  typed: z.string(),
  external: z.strictObject({ start: z.string(), end: z.string() }),
  forwarded: z.strictObject({ start: z.string(), end: z.string() }).nullable(),
});

const extension = z.string().describe('api.field.extension');
const filler = z.strictObject({ name: z.string(), telephone: z.string(), extension, email: z.string() });
const wideReason = z.string().describe('api.field.wide-reason');

export const newAccountForm = z.strictObject({
  kind: z.literal('new-account'),
  institutionCode: z.string(),
  role: z.enum(['manager', 'reporter']),
  accounts: z.array(
    z.strictObject({
      userName: z.string(),
      name: z.string(),
      telephone: z.string(),
      extension,
      mobile: z.string(),
      email: z.string(),
      ranges: z.array(range),
    }),
  ),
  filler,
  wideReason,
});

export const changeForm = z.strictObject({
  kind: z.literal('change'),
  institutionCode: z.string(),
  userName: z.string(),
  changes: z
    .strictObject({
      ranges: z.strictObject({ from: z.array(range).nullable(), to: z.array(range) }).optional(),
      role: z
        .strictObject({
          from: z.enum(['manager', 'reporter']).nullable(),
          to: z.enum(['manager', 'reporter']),
        })
        .optional(),
      email: z.strictObject({ from: z.string().nullable(), to: z.string() }).optional(),
      disable: z.literal(true).optional(),
      reactivate: z.literal(true).optional(),
    })
    .describe('api.field.changes'),
  holder: z.strictObject({
    name: z.string(),
    telephone: z.string(),
    extension,
    mobile: z.string(),
    email: z.string(),
  }),
  filler,
  wideReason,
});

export const formalLetter = z.strictObject({
  senderNumber: z.string().describe('api.field.sender-number'),
  senderDate: day,
  ownNumber: z.string().describe('api.field.own-number'),
  ownDate: day,
  receivedAt: moment,
});

export const application = z.strictObject({
  ...common,
  declaration: z.strictObject({ version: z.string(), acceptedAt: moment }),
  items: z.array(
    z.strictObject({
      position: z.int().min(1).describe('api.field.position'),
      userName: z.string().nullable(),
      outcome: z.enum(['pending', 'approved', 'returned']),
      reasons: z.array(returnReason),
    }),
  ),
  form: z.union([newAccountForm, changeForm, z.null()]).describe('api.field.form'),
  letter: formalLetter.nullable(),
  documents: z.array(
    z.strictObject({
      kind: z.enum(['scan', 'letter']),
      fileName: z.string(),
      mediaType: z.string(),
      attachedAt: moment,
      replacedAt: moment.nullable(),
    }),
  ),
  possible: z.array(z.enum(applicationEvents)).describe('api.field.possible'),
  links: z.record(z.string(), z.string()).describe('api.field.links'),
});

export const applicationHistory = z.strictObject({
  events: z.array(
    z.strictObject({
      at: moment,
      event: z.enum(applicationEvents),
      from: applicationState,
      to: applicationState,
      actor: z.strictObject({ userName: z.string().nullable(), role }).nullable().describe('api.field.actor'),
      reasons: z.array(returnReason),
      words: z.string(),
    }),
  ),
});

export const applicationChecks = z.strictObject({
  checks: z.array(
    z.strictObject({
      name: z.enum(Object.keys(systemChecks)),
      outcome: z.enum(['good', 'look', 'bad']).describe('api.field.outcome'),
      sentence: z.string(),
    }),
  ),
});

export const applicationNotes = z.strictObject({
  notes: z.array(z.strictObject({ at: moment, author: z.string(), text: z.string() })),
});

export type ApplicationLine = z.infer<typeof applicationLine>;
export type ApplicationAnswer = z.infer<typeof application>;
export type HistoryAnswer = z.infer<typeof applicationHistory>;
