import {
  type Application,
  type ApplicationDocument,
  type ApplicationEvent,
  type ApplicationForm,
  type ApplicationServices,
  type ApplicationWithForm,
  eventsFor,
  findLetter,
  type ListedApplication,
  listDocuments,
  type RangeField,
  type Viewer,
} from '../../applications/index.js';
import { institutionRoles } from '../../roles.js';
import type { ApplicationAnswer, ApplicationLine, HistoryAnswer } from '../schemas/applications.js';

/** An application for a program, as far as the one who asks may see it. */
export async function describeApplication(
  { db }: Pick<ApplicationServices, 'db'>,
  application: ApplicationWithForm,
  viewer: NonNullable<Viewer>,
): Promise<ApplicationAnswer> {
  const letter = await findLetter(db, application.id);
  const documents = await listDocuments(db, application.id);
  const { declaration, form, items } = application;
  return {
    ...describeCommon(application, viewer),
    declaration: { version: declaration.version, acceptedAt: declaration.acceptedAt.toISOString() },
    items: items.map(({ position, userName, outcome, reasons }) => ({
      position: position + 1,
      userName,
      outcome,
      reasons: [...reasons],
    })),
    form: form === null ? null : describeForm(form),
    letter: letter === undefined ? null : { ...letter, receivedAt: letter.receivedAt.toISOString() },
    // The scan of a letter is the agency's own.
    documents: documents
      .filter(({ kind }) => kind === 'scan' || isNamedTo(viewer, 'reviewer'))
      .map(({ kind, fileName, mediaType, attachedAt, replacedAt }) => ({
        kind,
        fileName,
        mediaType,
        attachedAt: attachedAt.toISOString(),
        replacedAt: textOf(replacedAt),
      })),
    possible: [...eventsFor(application, viewer)],
    links: linksOf(application, documents, viewer),
  };
}

/** Where a program finds what belongs to it. */
function linksOf(
  { reference, confirmedAt, form }: ApplicationWithForm,
  documents: readonly ApplicationDocument[],
  viewer: NonNullable<Viewer>,
) {
  const self = `/api/v1/applications/${reference}`;
  const has = (wanted: ApplicationDocument['kind']) =>
    documents.some(({ kind, replacedAt }) => kind === wanted && replacedAt === null);
  return {
    self,
    history: `${self}/history`,
    ...(confirmedAt !== null && form !== null && { form: `${self}/form.pdf` }),
    ...(has('scan') && { scan: `${self}/scan` }),
    ...(has('letter') && isNamedTo(viewer, 'reviewer') && { letter: `${self}/letter/scan` }),
  };
}

/** One line of a list. */
export function describeLine(line: ListedApplication, viewer: NonNullable<Viewer>): ApplicationLine {
  return { ...describeCommon(line, viewer), userNames: [...line.userNames] };
}

/** A line of the history. */
export function describeEvent(
  { at, event, from, to, actor, reasons, words }: ApplicationEvent,
  viewer: NonNullable<Viewer>,
): HistoryAnswer['events'][number] {
  return {
    at: at.toISOString(),
    event,
    from,
    to,
    actor: actor && { userName: isNamedTo(viewer, actor.role) ? actor.userName : null, role: actor.role },
    reasons: [...reasons],
    words,
  };
}

function describeCommon(application: Omit<Application, 'items'>, viewer: NonNullable<Viewer>) {
  const { reference, kind, way, state, version, institution, language, reviewer } = application;
  return {
    reference,
    kind,
    way,
    state,
    version,
    institution: { code: institution.code, name: institution.name },
    filedBy: application.filedBy?.userName ?? null,
    language,
    previous: application.previousReference,
    reviewer:
      reviewer !== null && isNamedTo(viewer, 'reviewer')
        ? { userName: reviewer.userName, name: reviewer.name }
        : null,
    createdAt: application.createdAt.toISOString(),
    confirmedAt: textOf(application.confirmedAt),
    submittedAt: textOf(application.submittedAt),
    decidedAt: textOf(application.decidedAt),
    closedAt: textOf(application.closedAt),
    dueDate: application.dueDate,
    lapseDate: application.lapseDate,
    erasedAt: textOf(application.erasedAt),
  };
}

function describeForm(form: ApplicationForm): ApplicationAnswer['form'] {
  if (form.kind === 'new-account') {
    const accounts = form.accounts.map((account) => ({ ...account, ranges: rangesOf(account.ranges) }));
    return { ...form, accounts };
  }
  const { ranges, ...others } = form.changes;
  const shown = ranges && {
    ranges: { from: ranges.from && rangesOf(ranges.from), to: rangesOf(ranges.to) },
  };
  return { ...form, changes: { ...others, ...shown } };
}

function rangesOf(fields: readonly RangeField[]) {
  return fields.map(({ typed, range: { external, forwarded } }) => ({ typed, external, forwarded }));
}

/** Institutions deal with the agency, not with its people by name. */
function isNamedTo(viewer: NonNullable<Viewer>, role: string): boolean {
  return !institutionRoles.includes(viewer.role) || institutionRoles.some((own) => own === role);
}

function textOf(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
