import type { Request, Response } from 'express';
import { taipeiDate } from '../../clock.js';
import { translate } from '../../locales/index.js';
import type { Problem } from '../../problems/index.js';
import { visitOf } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { reasonsFor } from '../return-reasons.js';
import { formGroups } from './form-rows.js';
import { letFrame } from './let-frame.js';
import { type Case, loadCase } from './load-case.js';
import { stateTone } from './state-tone.js';
import { timeLeftText, timeLeftTone } from './time-left.js';

/** What a form on the page of an application was refused with, and what was typed into it. */
export interface Refused {
  readonly problem: Problem;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Answers with the page of an application as it is now, also after something was refused: a colleague may have been
 * faster, and then the page says who.
 *
 * @throws Problem `ERR_APPLICATION_UNKNOWN`
 */
export async function showCase(
  services: ApplicationPageServices,
  request: Request,
  response: Response,
  refused?: Refused,
): Promise<void> {
  const found = await loadCase(services, request, String(request.params.reference));
  const { language } = visitOf(request);
  const { application, document, left } = found;
  if (document?.mediaType === 'application/pdf') letFrame(response);
  services.render(request, response, 'applications/desk/views/application.njk', {
    ...found,
    ...showInstitution(found, taipeiDate(services.clock())),
    groups: application.form === null ? [] : formGroups(application.form),
    stateTone: stateTone(application.state),
    leftText: timeLeftText(left, (key, params) => translate(language, key, params)),
    leftTone: timeLeftTone(left),
    reasons: reasonsFor(application),
    done: request.query.done,
    problem: refused?.problem,
    values: refused?.values ?? {},
    faster: refused !== undefined && wasFaster(refused.problem) ? found.history.at(-1) : undefined,
  });
}

/** Whether somebody else acted between looking and deciding. */
function wasFaster({ code }: Problem): boolean {
  return (
    code === 'ERR_APPLICATION_CHANGED' ||
    code === 'ERR_APPLICATION_STATE' ||
    code === 'ERR_APPLICATION_REVIEWER'
  );
}

function showInstitution({ institution }: Case, today: string) {
  return {
    recognitions: (institution?.recognitions ?? []).map((recognition) => ({
      ...recognition,
      standing: standingOn(recognition, today),
    })),
  };
}

function standingOn(
  { validFrom, validUntil }: { readonly validFrom: string | null; readonly validUntil: string | null },
  today: string,
): 'recognised' | 'future' | 'ended' {
  if (validFrom !== null && validFrom > today) return 'future';
  return validUntil !== null && validUntil < today ? 'ended' : 'recognised';
}
