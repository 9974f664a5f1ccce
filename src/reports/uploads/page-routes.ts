import { actedBy, type Route } from '../../web/index.js';
import { whoReports } from '../pages/who.js';
import type { ReportServices } from '../services.js';
import { ownUpload } from './own-upload.js';
import { removeUpload } from './remove-upload.js';

/** Throwing away, without a script, what was begun and not finished. */
export function unfinishedUploadRoutes(services: ReportServices): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/uploads/:upload/discard',
      who: whoReports,
      takes: 'form',
      async handle(request, response) {
        const upload = await ownUpload(services, request);
        await removeUpload(services, upload, { action: 'upload.discard', by: actedBy(request) });
        response.redirect(303, '/submissions/new?done=discarded');
      },
    },
  ];
}
