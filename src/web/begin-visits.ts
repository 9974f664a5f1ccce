import type { RequestHandler } from 'express';
import type { RandomBytes } from '../clock.js';
import type { createAddressReader } from './client-address.js';
import { languageOf } from './language.js';
import { makeReference } from './reference.js';
import { beginVisit } from './visit.js';

/**
 * Begins the visit of every request, so that everything after it has a reference and a language: also the refusal of a
 * request whose address cannot be read, which goes no further.
 */
export function beginVisits(
  randomBytes: RandomBytes,
  readAddress: ReturnType<typeof createAddressReader>,
): RequestHandler {
  return (request, _response, next) => {
    const visit = {
      reference: makeReference(randomBytes),
      language: languageOf(request),
      session: undefined,
      actor: undefined,
    };
    try {
      beginVisit(request, { ...visit, ...readAddress(request) });
    } catch (error) {
      beginVisit(request, { ...visit, address: '', forwardedClient: undefined });
      throw error;
    }
    next();
  };
}
