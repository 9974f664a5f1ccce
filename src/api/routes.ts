import type { Request, Response } from 'express';
import type { Route } from '../web/index.js';
import { fileOne } from './applications/file.js';
import { printForm } from './applications/print-form.js';
import { answerChecks, answerHistory, answerList, answerNotes, answerOne } from './applications/read.js';
import { beginReview, handToColleague, leaveNote, makeDecision, takeLetter } from './applications/review.js';
import { sendIn, sendLetter, sendScan, takeBack, takeScan } from './applications/send-in.js';
import { takeLetterWithScan } from './applications/take-letter-with-scan.js';
import { documentRoutes } from './openapi/routes.js';
import { applicationOperations } from './operations/applications.js';
import type { Operation } from './operations/index.js';
import type { ApiServices } from './services.js';

/** The API for applications, as its operations say, and the document of the whole API. */
export function apiRoutes(services: ApiServices): readonly Route[] {
  return [
    ...applicationOperations.map((operation) => routeOf(operation, services)),
    ...documentRoutes(services),
  ];
}

type Handle = (services: ApiServices, request: Request, response: Response) => Promise<void>;

const handlers: Readonly<Record<string, Handle>> = {
  'list-applications': answerList,
  'file-application': fileOne,
  'read-application': answerOne,
  'read-history': answerHistory,
  'print-form': printForm,
  'upload-scan': takeScan,
  'download-scan': sendScan,
  'submit-application': sendIn,
  'withdraw-application': takeBack,
  'receive-letter': takeLetter,
  'receive-letter-with-scan': takeLetterWithScan,
  'download-letter': sendLetter,
  'take-application': beginReview,
  'read-checks': answerChecks,
  'read-notes': answerNotes,
  'add-note': leaveNote,
  'hand-over': handToColleague,
  decide: makeDecision,
};

function routeOf({ id, method, path, who, body }: Operation, services: ApiServices): Route {
  const handle = handlers[id];
  if (handle === undefined) throw new TypeError(`The operation ${id} has no handler.`);
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    who,
    takes: body === undefined ? 'nothing' : 'schema' in body ? 'json' : 'stream',
    handle: (request, response) => handle(services, request, response),
  };
}
