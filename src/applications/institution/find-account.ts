import type { Request } from 'express';
import { type AccountWithRanges, findAccountByName } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { institutionOf } from './who.js';

/**
 * The account that a page is about: a reporter's own, for managers any of their institution.
 *
 * @throws Problem `ERR_ACCOUNT_UNKNOWN` for everybody else's accounts as for those that do not exist
 */
export async function findKeptAccount(
  { db }: Pick<ApplicationPageServices, 'db'>,
  request: Request,
  userName: string,
): Promise<AccountWithRanges> {
  const account = await findAccountByName(db, userName);
  const actor = actorOf(request);
  const isOwn = account?.id === actor.accountId;
  const isKept = actor.role === 'manager' && account?.institution?.id === institutionOf(request).id;
  if (account === undefined || !(isOwn || isKept)) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  return account;
}
