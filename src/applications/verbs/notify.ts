import type { Knex } from 'knex';
import type { AccountWithRanges } from '../../accounts/index.js';
import { overseersOf } from '../../accounts/index.js';
import { toStoredTime } from '../../clock.js';
import { enqueueMail, type MailEvents } from '../../mail/index.js';
import type { Application, ApplicationWithForm } from '../application.js';
import { fillerPath, paths } from '../paths.js';

/** What every mail about an application names. */
export function aboutApplication(
  application: Pick<Application, 'institution' | 'reference' | 'kind' | 'filedBy'>,
) {
  return {
    institutionName: application.institution.name,
    application: application.reference,
    kind: application.kind,
    path: fillerPath(application),
  };
}

/** The mails that go to the filler. */
type FillerMail =
  | 'application-confirmed'
  | 'application-received'
  | 'application-approved'
  | 'application-returned'
  | 'application-withdrawn'
  | 'application-lapsed';

/** Writes to the filler, in the language the form was filled in. An erased application has nobody to write to. */
export async function mailFiller<Event extends FillerMail>(
  trx: Knex.Transaction,
  application: ApplicationWithForm,
  event: Event,
  params: Omit<MailEvents[Event], keyof ReturnType<typeof aboutApplication>>,
  at: Date,
): Promise<void> {
  if (application.form === null) return;
  await enqueueMail(trx, {
    event,
    to: application.form.filler.email,
    language: application.language,
    params: { ...aboutApplication(application), ...params } as unknown as MailEvents[Event],
    at,
  });
}

/** Tells the agency that there is something to review. Its people read Chinese. */
export async function mailAgency(
  trx: Knex.Transaction,
  application: Application,
  { to, dueDate, at }: { readonly to: string; readonly dueDate: string | null; readonly at: Date },
): Promise<void> {
  await enqueueMail(trx, {
    event: 'application-to-review',
    to,
    language: 'zh-Hant',
    params: {
      ...aboutApplication(application),
      path: paths.desk(application.reference),
      accounts: application.items.length,
      dueDate: dueDate ?? '',
    },
    at,
  });
}

/** Tells holder and managers that a change took effect; at a replaced address too. */
export async function mailAccountChanged(
  trx: Knex.Transaction,
  {
    before,
    email,
    application,
    changes,
    at,
  }: {
    readonly before: AccountWithRanges;
    /** The address from now on. */
    readonly email: string;
    readonly application: string;
    readonly changes: readonly string[];
    readonly at: Date;
  },
): Promise<void> {
  const managers = await overseersOf(trx, before);
  const readers = [
    { to: email, reader: 'holder', language: before.language } as const,
    ...(email === before.email
      ? []
      : [{ to: before.email, reader: 'formerly', language: before.language } as const]),
    ...managers.map((manager) => ({ ...manager, reader: 'manager' }) as const),
  ];
  const facts = {
    userName: before.userName,
    application,
    changes: changes.join(' '),
    changedAt: toStoredTime(at),
  };
  for (const { to, reader, language } of readers) {
    await enqueueMail(trx, {
      event: 'account-changed',
      to,
      language,
      params: { ...facts, reader },
      at,
    });
  }
}
