import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Knex } from 'knex';
import { findAccountByName } from '../../accounts/index.js';
import {
  type ApplicationForm,
  type ApplicationWithForm,
  fileApplication,
  formToStartFrom,
  readApplication,
  readChangeForm,
  readNewAccountForm,
} from '../../applications/index.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { type Actor, actorOf, idempotencyKeyOf, visitOf } from '../../web/index.js';
import { deleteOldFilings, findFiling, insertFiling, nameFiling } from '../filings/filing-store.js';
import { readMembers } from '../requests/read-members.js';
import { type ApplicationOrder, applicationOrder } from '../schemas/orders.js';
import type { ApiServices } from '../services.js';
import { answerApplication, deedOf, viewerOf } from './answer.js';
import { typedChange, typedNewAccounts } from './typed-forms.js';

/**
 * Files and confirms an application of the institution. The same Idempotency-Key with the same content answers with the
 * application that was filed first, as it stands now.
 */
export async function fileOne(services: ApiServices, request: Request, response: Response): Promise<void> {
  const institution = institutionOf(request);
  const order = readMembers(applicationOrder, request.body);
  const filing = {
    key: idempotencyKeyOf(request),
    institutionId: institution.id,
    orderDigest: createHash('sha256').update(JSON.stringify(order)).digest(),
  };
  const application =
    (await filedBefore(services, request, filing)) ??
    (await fileOnce(services, request, { ...filing, order, institution }));
  response.status(201).location(`/api/v1/applications/${application.reference}`);
  await answerApplication(services, request, response, application);
}

interface Filing {
  readonly key: string | null;
  readonly institutionId: number;
  readonly orderDigest: Buffer;
}

async function filedBefore(
  services: ApiServices,
  request: Request,
  { key, institutionId, orderDigest }: Filing,
): Promise<ApplicationWithForm | undefined> {
  if (key === null) return undefined;
  const earlier = await findFiling(services.db, institutionId, key);
  if (earlier === undefined) return undefined;
  if (!earlier.orderDigest.equals(orderDigest)) {
    throw new Problem('ERR_API_KEY_REUSED', { params: { application: earlier.reference } });
  }
  return readApplication(services, earlier.reference, viewerOf(request));
}

/** The key is taken in the transaction that files; who comes second with it waits and finds what the first has filed. */
async function fileOnce(
  services: ApiServices,
  request: Request,
  filing: Filing & { readonly order: ApplicationOrder; readonly institution: Institution },
): Promise<ApplicationWithForm> {
  const { key, institutionId, orderDigest } = filing;
  if (key === null) return inTransaction(services.db, (trx) => file(trx, services, request, filing));
  const by = deedOf(services, request);
  await deleteOldFilings(services.db, institutionId, by.at);
  const filed = await inTransaction(services.db, async (trx) => {
    const id = await insertFiling(trx, { institutionId, key, orderDigest, at: by.at });
    if (id === undefined) return undefined;
    const application = await file(trx, services, request, filing);
    await nameFiling(trx, id, application.reference);
    return application;
  });
  const application = filed ?? (await filedBefore(services, request, filing));
  if (application === undefined) throw new Problem('ERR_CONFLICT');
  return application;
}

async function file(
  trx: Knex.Transaction,
  services: ApiServices,
  request: Request,
  { order, institution }: { readonly order: ApplicationOrder; readonly institution: Institution },
): Promise<ApplicationWithForm> {
  const joined = { ...services, db: trx };
  const previous =
    order.previous === undefined
      ? undefined
      : await readApplication(joined, order.previous, viewerOf(request));
  // Only what was returned is begun again.
  if (previous !== undefined) formToStartFrom(previous);
  const draft = {
    form: await formOf(joined, order, institution),
    language: order.language ?? visitOf(request).language,
    acceptedDeclaration: order.declaration,
    ...(previous !== undefined && { previous }),
  };
  return fileApplication(joined, draft, deedOf(services, request));
}

/** @throws Problem `ERR_FIELDS` with everything that must be mended of the form */
async function formOf(
  { db, formSettings }: Pick<ApiServices, 'db' | 'formSettings'>,
  order: ApplicationOrder,
  { id, code }: Institution,
): Promise<ApplicationForm> {
  const read =
    order.kind === 'new-account'
      ? readNewAccountForm(typedNewAccounts(order, code), formSettings)
      : readChangeForm(typedChange(order, code), formSettings, await ownAccount(order.userName));
  if (read.form === undefined) throw new Problem('ERR_FIELDS', { fields: read.fields });
  return read.form;

  async function ownAccount(userName: string) {
    const account = await findAccountByName(db, userName);
    return account?.institution?.id === id ? account : undefined;
  }
}

type Institution = NonNullable<Actor['institution']>;

function institutionOf(request: Request): Institution {
  const { institution } = actorOf(request);
  if (institution === null) throw new Problem('ERR_NOT_ALLOWED');
  return institution;
}
