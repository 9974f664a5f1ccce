import type { Request, Response } from 'express';
import { type ApplicationWithForm, type Deed, foldReference, type Viewer } from '../../applications/index.js';
import { Problem } from '../../problems/index.js';
import { actedBy } from '../../web/index.js';
import { setVersion } from '../requests/if-match.js';
import type { ApiServices } from '../services.js';
import { describeApplication } from './describe.js';

/** Answers with an application and its version. */
export async function answerApplication(
  services: ApiServices,
  request: Request,
  response: Response,
  application: ApplicationWithForm,
): Promise<void> {
  setVersion(response, application.version);
  response.json(await describeApplication(services, application, viewerOf(request)));
}

/** The number in the address, as it is stored; whatever it is, nothing else is looked for. */
export function referenceOf(request: Request): string {
  return foldReference(String(request.params.reference));
}

/** Who asks. */
export function viewerOf(request: Request): NonNullable<Viewer> {
  const { actor } = actedBy(request);
  if (actor === null) throw new Problem('ERR_SIGN_IN_REQUIRED');
  return actor;
}

/** What is done by the one who asks, now. */
export function deedOf({ clock }: Pick<ApiServices, 'clock'>, request: Request): Deed {
  return { ...actedBy(request), at: clock() };
}
