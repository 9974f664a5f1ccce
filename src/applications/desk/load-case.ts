import type { Request } from 'express';
import {
  type AccountWithRanges,
  type ActiveStaff,
  findAccount,
  findAccountByName,
  listReviewers,
} from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import { findInstitution, type Institution } from '../../institutions/index.js';
import { actedBy, actorOf } from '../../web/index.js';
import type {
  ApplicationDocument,
  ApplicationEvent,
  ApplicationNote,
  ApplicationWithForm,
  FormalLetter,
} from '../application.js';
import type { CheckResult } from '../checks/checks.js';
import { checkApplication } from '../checks/load-facts.js';
import type { ApplicationPageServices } from '../page-services.js';
import { eventsFor, readApplication } from '../reading/read-application.js';
import { isOwnCase } from '../rules/own-case.js';
import { hasWideRanges } from '../rules/wide-ranges.js';
import { listDocuments } from '../store/document-store.js';
import { listEvents } from '../store/event-store.js';
import { findLetter } from '../store/letter-store.js';
import { listNotes } from '../store/note-store.js';
import type { ApplicationEventName } from '../transitions.js';
import { type AskedChange, askedChanges } from './asked-changes.js';
import { type LastRound, loadLastRound } from './last-round.js';
import { type TimeLeft, timeLeft } from './time-left.js';

/** Everything the desk knows of one application, and what this visitor may do with it now. */
export interface Case {
  readonly application: ApplicationWithForm;
  /** Of a change, when the institution has the account. */
  readonly account: AccountWithRanges | undefined;
  readonly changes: readonly AskedChange[];
  readonly institution: Institution | undefined;
  readonly checks: readonly CheckResult[];
  readonly letter: FormalLetter | undefined;
  /** The scan or letter that counts. */
  readonly document: ApplicationDocument | undefined;
  readonly olderDocuments: readonly ApplicationDocument[];
  readonly lastRound: LastRound | undefined;
  readonly history: readonly ApplicationEvent[];
  readonly notes: readonly ApplicationNote[];
  readonly left: TimeLeft | undefined;
  readonly wide: boolean;
  /** Filed by or about the visitor, who then may not decide it. */
  readonly own: boolean;
  /** Taken by the visitor. */
  readonly mine: boolean;
  /** What the table of transitions lets the visitor do; empty where it is the own case. */
  readonly events: readonly ApplicationEventName[];
  /** To whom it can be handed. */
  readonly colleagues: readonly ActiveStaff[];
}

/**
 * Loads an application for the desk.
 *
 * @throws Problem `ERR_APPLICATION_UNKNOWN`
 */
export async function loadCase(
  services: ApplicationPageServices,
  request: Request,
  reference: string,
): Promise<Case> {
  const { db, clock, calendar } = services;
  const at = clock();
  const { actor } = actedBy(request);
  const { accountId } = actorOf(request);
  if (actor === null) throw new TypeError('The desk is for people who are logged in.');
  const application = await readApplication(services, reference, actor);
  const { form } = application;
  const found = form?.kind === 'change' ? await findAccountByName(db, form.userName) : undefined;
  const account = found?.institution?.id === application.institution.id ? found : undefined;
  const documents = await listDocuments(db, application.id);
  const visitor = await findAccount(db, accountId);
  const own = visitor !== undefined && isOwnCase(application, visitor);
  const document = documents.find(({ replacedAt }) => replacedAt === null);
  return {
    application,
    account,
    changes: form?.kind === 'change' ? askedChanges(form, account) : [],
    institution: await findInstitution(db, application.institution.code),
    checks:
      form === null || application.closedAt !== null ? [] : await checkApplication(services, application, at),
    letter: await findLetter(db, application.id),
    document,
    olderDocuments: documents.filter((one) => one !== document),
    lastRound: await loadLastRound(services, application),
    history: await listEvents(services, application),
    notes: await listNotes(services, application),
    left: timeLeft(application, taipeiDate(at), calendar),
    wide: hasWideRanges(form),
    own,
    mine: application.reviewer?.accountId === accountId,
    events: own && actor.role === 'reviewer' ? [] : eventsFor(application, actor),
    colleagues: (await listReviewers(db)).filter((one) => one.accountId !== application.reviewer?.accountId),
  };
}
