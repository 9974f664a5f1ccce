import type { ApplicationEvent, ApplicationWithForm } from '../application.js';
import type { ApplicationServices } from '../services.js';
import { findApplication } from '../store/application-store.js';
import { listEvents } from '../store/event-store.js';
import { formToStartFrom } from '../verbs/start-again.js';
import { compareForms, type Difference } from './compare-forms.js';

/** The application that this one begins from: why it was returned, and what was mended since. */
export interface LastRound {
  readonly reference: string;
  readonly returned: ApplicationEvent | undefined;
  /** Undefined once the returned form, or this one, was deleted. */
  readonly differences: readonly Difference[] | undefined;
}

/** Loads the last returned round of an application; undefined for one that begins anew. */
export async function loadLastRound(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  { previousReference, form }: ApplicationWithForm,
): Promise<LastRound | undefined> {
  if (previousReference === null) return undefined;
  const previous = await findApplication(services, previousReference);
  if (previous === undefined) return undefined;
  const events = await listEvents(services, previous);
  return {
    reference: previousReference,
    returned: events.findLast(({ event }) => event === 'return'),
    differences:
      form === null || previous.form === null ? undefined : compareForms(formToStartFrom(previous), form),
  };
}
