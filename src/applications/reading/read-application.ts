import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import { capacitiesOf, mayView, type Viewer } from '../rules/capacities.js';
import type { ApplicationServices } from '../services.js';
import { findApplication } from '../store/application-store.js';
import { fillerEmailIndex } from '../store/sealed.js';
import { type ApplicationEventName, possibleEvents } from '../transitions.js';

/**
 * An application for somebody who is logged in. What is another institution's, or still somebody's draft, answers like
 * what does not exist.
 *
 * @throws Problem `ERR_APPLICATION_UNKNOWN`
 */
export async function readApplication(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  reference: string,
  viewer: NonNullable<Viewer>,
): Promise<ApplicationWithForm> {
  const application = await findApplication(services, reference);
  if (application === undefined || !mayView(application, viewer))
    throw new Problem('ERR_APPLICATION_UNKNOWN');
  return application;
}

/**
 * The application whose filler has this address, for the progress page: undefined when number and address do not belong
 * together, which the page does not tell apart from success until the mailed code was typed. Drafts are left out.
 */
export async function findByFiller(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  { reference, email }: { readonly reference: string; readonly email: string },
): Promise<ApplicationWithForm | undefined> {
  const found = await services
    .db('applications')
    .where({ reference, filler_email_index: fillerEmailIndex(services.keys, email) })
    .whereNot({ state: 'draft' })
    .first('id');
  return found === undefined ? undefined : findApplication(services, reference);
}

/** What somebody may do with an application now: the buttons of its page. */
export function eventsFor(application: ApplicationWithForm, viewer: Viewer): readonly ApplicationEventName[] {
  return possibleEvents(application.state, application.way, capacitiesOf(application, viewer));
}
