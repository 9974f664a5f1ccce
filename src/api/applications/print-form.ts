import type { Request, Response } from 'express';
import { sendApplicationForm } from '../../applications/index.js';
import { visitOf } from '../../web/index.js';
import type { ApiServices } from '../services.js';
import { applicationOf } from './read.js';

/** The form to print and seal, in the language asked for. */
export async function printForm(services: ApiServices, request: Request, response: Response): Promise<void> {
  const application = await applicationOf(services, request);
  await sendApplicationForm(response, application, visitOf(request).language);
}
