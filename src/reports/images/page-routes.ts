import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { actorOf, type Route } from '../../web/index.js';
import { findRecord } from '../search/find-record.js';
import { noteLook } from '../search/look-at-record.js';
import { institutionOf, searchOf, whoSearches } from '../search/search-of-request.js';
import type { ReportServices } from '../services.js';
import { findImage } from './image-store.js';

/**
 * The image of a record, for its page: an X-ray often has the worker's name in it, so it is asked for by whoever sees the
 * personal values, and each time it is sent is a look of its own on the audit trail.
 */
export function imageRoutes(services: ReportServices): readonly Route[] {
  const { db, clock, documents } = services;
  return [
    {
      method: 'get',
      path: '/records/:number/:row/image',
      who: whoSearches,
      takes: 'nothing',
      async handle(request, response) {
        const { number, row } = request.params;
        const record = await findRecord(db, String(number), String(row), institutionOf(request));
        const search = await searchOf(services, request, String(request.query.search ?? ''));
        if (search === undefined && actorOf(request).institution === null) {
          throw new Problem('ERR_SEARCH_OVER');
        }
        const image = await findImage(services, record);
        if (image === undefined) throw new Problem('ERR_NOT_FOUND');
        await noteLook({ db, clock }, request, record, 'record.image', search?.reason ?? null);
        beginDownload(response, { type: 'image/jpeg', fileName: `${record.number}-${record.row}.jpg` });
        await pipeline(Readable.from(documents.read(image.document)), response);
      },
    },
  ];
}
