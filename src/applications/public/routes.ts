import type { Route } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { changeFlow } from './change-flow.js';
import { checkRoutes } from './check-routes.js';
import { declarationRoutes } from './declaration-routes.js';
import { doneRoutes } from './done-routes.js';
import { formRoutes } from './form-routes.js';
import { newAccountFlow } from './new-account-flow.js';

/** 帳號申請 and 帳號異動/停用 for people who are not logged in: declaration, form, check of the answers, done. */
export function publicRoutes(services: ApplicationPageServices): readonly Route[] {
  return [newAccountFlow, changeFlow].flatMap((flow) => [
    ...declarationRoutes(services, flow),
    ...formRoutes(services, flow),
    ...checkRoutes(services, flow),
    ...doneRoutes(services, flow),
  ]);
}
