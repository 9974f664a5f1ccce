/**
 * Lists: one frame for every table of rows that people filter, sort, page through and take away as a file. A list is
 * described as data (`list.ts` says what each part means); its page, its addresses, its CSV and its XLSX come from that.
 *
 * ```ts
 * // src/parcels/pages/parcel-list.ts
 * export function parcelListRoutes(services: ParcelServices): readonly Route[] {
 *   return listRoutes(services, {
 *     path: '/parcels',                      // also makes /parcels.csv and /parcels.xlsx
 *     who: ['reviewer', 'supervisor'],
 *     view: 'parcels/views/list.njk',        // extends the layout; holds {{ listOf(list) }} and little else
 *     list: (request) => parcelList(actorOf(request)),
 *   });
 * }
 *
 * function parcelList(actor: Actor): List<ParcelRow, Parcel> {
 *   return {
 *     name: 'parcels',
 *     title: 'parcels.list.title',
 *     nothingYet: 'parcels.list.empty',
 *     // What this person may see at all belongs here, never into a filter.
 *     from: (db) => db('parcels').where('parcels.institution_id', institutionOf(actor)),
 *     select: ['parcels.*'],
 *     id: 'parcels.id',
 *     read: (_db, rows) => rows.map(toParcel),
 *     order: { by: 'sent', direction: 'descending' },
 *     filters: [
 *       { kind: 'text', key: 'q', label: 'parcels.number', in: [{ column: 'parcels.number', how: 'starts', letters: 'upper' }] },
 *       { kind: 'choice', key: 'state', label: 'parcels.state', column: 'parcels.state', options: stateOptions },
 *       { kind: 'dates', key: 'sent', label: 'parcels.sent', column: 'parcels.sent_at', holds: 'time' },
 *     ],
 *     columns: [
 *       { kind: 'text', key: 'number', heading: 'parcels.number', look: 'code', value: ({ number }) => number, href: hrefOf },
 *       { kind: 'tag', key: 'state', heading: 'parcels.state', sort: 'parcels.state', value: stateText, tone: stateTone },
 *       { kind: 'time', key: 'sent', heading: 'parcels.sent', sort: 'parcels.sent_at', value: ({ sentAt }) => sentAt },
 *     ],
 *   };
 * }
 * ```
 *
 * The view:
 *
 * ```njk
 * {% from "web/lists/list.njk" import listOf with context %}
 * {% block content %}<h1 class="govuk-heading-l">{{ list.title }}</h1>{{ listOf(list) }}{% endblock %}
 * ```
 *
 * Then: the three routes into `test/app/pinned-routes.json`; keys that are put together (`'parcels.state.' + state`) into
 * `src/locales/dynamic-keys.ts`; and an index for what the list is usually asked: the columns of `from`'s `where`, then
 * the sorted column; the database adds the id by itself. A column with a unique index says `unique: true`. `is` and `starts` use an index, `contains` reads every row that
 * `from` and the other filters leave. Rows are counted and numbered up to `countedRows`; behind that a list goes on from
 * row to row, so that a page of 100,000 rows costs what one of 1,000 does (`bench/lists.ts` measures it).
 *
 * A file holds the columns that are no actions, in the order asked for, `only: 'file'` among them; it is written to the
 * audit trail before its first byte is sent (`web/exports`).
 */
export type { Column, Direction, Filter, List, Match, RowKey, TextIndex, Tone } from './list.js';
export type { Place } from './list-query.js';
export { type ListPage, listRoutes } from './list-routes.js';
export { type PageLinks, pageLinks } from './page-links.js';
export { type PageOfRows, pageOfRows } from './page-of-rows.js';
export { type ProgramList, type Run, readRun } from './read-run.js';
