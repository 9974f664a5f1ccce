import type { Request, Response } from 'express';
import { translate } from '../../locales/index.js';
import type { FileFormat } from '../../web/exports/index.js';
import { visitOf } from '../../web/index.js';
import { answerFindings } from '../findings/answer-findings.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';

/** Answers the full list of findings of a submission as a file. */
export async function sendFindings(
  services: ReportServices,
  request: Request,
  response: Response,
  format: FileFormat,
): Promise<void> {
  const { number, file } = await ownSubmission(services, request);
  const title = translate(visitOf(request).language, 'submission.findings.file-name', { number });
  await answerFindings(services, request, response, { documentId: file.findingsDocumentId, title, format });
}
