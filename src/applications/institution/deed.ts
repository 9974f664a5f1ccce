import type { Request } from 'express';
import { actedBy } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import type { Deed } from '../verbs/act.js';

/** Who acts, from where, when: what every verb takes. */
export function deedOf({ clock }: Pick<ApplicationPageServices, 'clock'>, request: Request): Deed {
  return { ...actedBy(request), at: clock() };
}
