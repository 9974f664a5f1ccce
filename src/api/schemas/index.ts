import type { z } from 'zod';
import * as applications from './applications.js';
import * as orders from './orders.js';
import { problem } from './problem.js';
import * as session from './session.js';
import * as submissions from './submissions.js';

/** The schemas that the document names, by the name it gives them. */
export const namedSchemas = {
  Problem: problem,
  SessionOrder: session.sessionOrder,
  CardCodeOrder: session.cardCodeOrder,
  Challenge: session.challenge,
  NewSession: session.newSession,
  Session: session.openSession,
  CallerAddress: session.callerAddress,
  Submission: submissions.submission,
  DryRun: submissions.dryRun,
  Findings: submissions.findings,
  Signatures: submissions.signatures,
  SignatureOrder: submissions.signatureOrder,
  Receipt: submissions.receipt,
  NewAccountsOrder: orders.newAccountsOrder,
  ChangeOrder: orders.changeOrder,
  ApplicationOrder: orders.applicationOrder,
  LetterOrder: orders.letterOrder,
  LetterForm: orders.letterForm,
  DecisionOrder: orders.decisionOrder,
  HandOverOrder: orders.handOverOrder,
  NoteOrder: orders.noteOrder,
  ApplicationLine: applications.applicationLine,
  ApplicationPage: applications.applicationPage,
  NewAccountForm: applications.newAccountForm,
  ChangeForm: applications.changeForm,
  Application: applications.application,
  ApplicationHistory: applications.applicationHistory,
  ApplicationChecks: applications.applicationChecks,
  ApplicationNotes: applications.applicationNotes,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type SchemaName = keyof typeof namedSchemas;
