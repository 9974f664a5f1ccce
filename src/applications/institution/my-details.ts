import type { Request } from 'express';
import { findAccount } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf } from '../../web/index.js';
import type { TypedFiller } from '../forms/typed.js';
import type { ApplicationPageServices } from '../page-services.js';

/** Who is logged in, as the filler of a form. */
export async function myDetails(
  { db }: Pick<ApplicationPageServices, 'db'>,
  request: Request,
): Promise<TypedFiller> {
  const account = await findAccount(db, actorOf(request).accountId);
  if (account === undefined) throw new Problem('ERR_SIGN_IN_REQUIRED');
  const { name, telephone, telephoneExtension, email } = account;
  return { name, telephone: telephone ?? '', extension: telephoneExtension ?? '', email };
}
