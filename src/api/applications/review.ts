import type { Request, Response } from 'express';
import { findAccountByName } from '../../accounts/index.js';
import {
  type ApplicationItem,
  addNote,
  decide,
  handOver,
  type ItemDecision,
  receiveLetter,
  takeForReview,
} from '../../applications/index.js';
import { Problem } from '../../problems/index.js';
import { versionNamed, withPrecondition } from '../requests/if-match.js';
import { readMembers } from '../requests/read-members.js';
import {
  type DecisionOrder,
  decisionOrder,
  handOverOrder,
  letterOrder,
  noteOrder,
} from '../schemas/orders.js';
import type { ApiServices } from '../services.js';
import { answerApplication, deedOf, referenceOf } from './answer.js';
import { answerNotes, applicationOf } from './read.js';

/** Records the formal letter of an application. */
export async function takeLetter(services: ApiServices, request: Request, response: Response) {
  const version = versionNamed(request);
  const letter = { ...readMembers(letterOrder, request.body), reference: referenceOf(request) };
  const received = await withPrecondition(() =>
    receiveLetter(services, { letter, version }, deedOf(services, request)),
  );
  await answerApplication(services, request, response.status(201), received);
}

/** Begins the review. */
export async function beginReview(services: ApiServices, request: Request, response: Response) {
  const order = { reference: referenceOf(request), version: versionNamed(request) };
  const taken = await withPrecondition(() => takeForReview(services, order, deedOf(services, request)));
  await answerApplication(services, request, response, taken);
}

/** Approves or returns what is under review. */
export async function makeDecision(services: ApiServices, request: Request, response: Response) {
  const version = versionNamed(request);
  const order = readMembers(decisionOrder, request.body);
  const { reference, items } = await applicationOf(services, request);
  const decisions = decisionsOf(order, items);
  const decided = await withPrecondition(() =>
    decide(
      services,
      { reference, version, decisions, wideConfirmed: order.wideConfirmed === true },
      deedOf(services, request),
    ),
  );
  await answerApplication(services, request, response, decided);
}

/** Hands the review to a colleague. */
export async function handToColleague(services: ApiServices, request: Request, response: Response) {
  const version = versionNamed(request);
  const { userName } = readMembers(handOverOrder, request.body);
  const colleague = await findAccountByName(services.db, userName);
  // Whose name it is, if anybody's, is not told apart here.
  if (colleague?.role !== 'reviewer') throw new Problem('ERR_APPLICATION_COLLEAGUE');
  const order = { reference: referenceOf(request), version, toAccountId: colleague.id };
  const handed = await withPrecondition(() => handOver(services, order, deedOf(services, request)));
  await answerApplication(services, request, response, handed);
}

/** Leaves a note for colleagues. */
export async function leaveNote(services: ApiServices, request: Request, response: Response) {
  const { text } = readMembers(noteOrder, request.body);
  await addNote(services, { reference: referenceOf(request), note: text }, deedOf(services, request));
  await answerNotes(services, request, response.status(201));
}

/** What is said of all holds for each account that is not named by itself. */
function decisionsOf(
  { all, items: named = [] }: DecisionOrder,
  items: readonly ApplicationItem[],
): ItemDecision[] {
  refuseUnknown(named, items.length);
  return items.flatMap(({ id, position }): ItemDecision[] => {
    const own = named.find((one) => one.position === position + 1) ?? all;
    if (own === undefined) return [];
    if (own.outcome === 'approve') return [{ itemId: id, outcome: 'approve' }];
    return [{ itemId: id, outcome: 'return', reasons: own.reasons, words: own.words ?? '' }];
  });
}

/** A decision on what is not there, or two on the same, is a mistake of the program that nobody should pass over. */
function refuseUnknown(named: NonNullable<DecisionOrder['items']>, count: number): void {
  const fields = named.flatMap(({ position }, at) => {
    const isFirst = named.findIndex((one) => one.position === position) === at;
    return position <= count && isFirst
      ? []
      : [{ field: `items-${at + 1}-position`, code: 'ERR_API_MEMBER_FORM' as const }];
  });
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
}
