import type { Request, Response } from 'express';
import type { Clock } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { type Translate, translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import type { RenderPage } from '../page.js';
import type { Route, Who } from '../route.js';
import { visitOf } from '../visit.js';
import type { List } from './list.js';
import { loadPart } from './load-part.js';
import { readState } from './read-state.js';
import { sendList } from './send-list.js';
import { showList } from './show-list.js';

/** Where a list is shown, to whom, and in what view. */
export interface ListPage<Raw extends object, Row> {
  /** Express path of the page. */
  readonly path: string;
  readonly who: Who;
  /** The view; gets `list` for `{{ listOf(list) }}` of `web/lists/list.njk`. */
  readonly view: string;
  /** The list as this visitor may see it. */
  readonly list: (request: Request) => List<Raw, Row> | Promise<List<Raw, Row>>;
  /** What the view needs besides. */
  readonly model?: (request: Request) => Promise<Readonly<Record<string, unknown>>>;
}

export interface ListServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly render: RenderPage;
}

/** The page of a list, and the list as a file: `path`, `path.csv` and `path.xlsx`. */
export function listRoutes<Raw extends object, Row>(
  services: ListServices,
  page: ListPage<Raw, Row>,
): readonly Route[] {
  const { path, who, list } = page;
  const files = (['csv', 'xlsx'] as const).map(
    (format): Route => ({
      method: 'get',
      path: `${path}.${format}`,
      who,
      takes: 'nothing',
      handle: async (request, response) => sendList(services, await list(request), format, request, response),
    }),
  );
  return [
    {
      method: 'get',
      path,
      who,
      takes: 'nothing',
      handle: (request, response) => showPage(services, page, request, response),
    },
    ...files,
  ];
}

async function showPage<Raw extends object, Row>(
  { db, render }: ListServices,
  { view, list: listFor, model }: ListPage<Raw, Row>,
  request: Request,
  response: Response,
): Promise<void> {
  const list = await listFor(request);
  const state = readState(request, list);
  const part = await loadPart(db, list, state);
  const { language } = visitOf(request);
  const t: Translate = (key, params) => translate(language, key, params);
  render(request, response, view, {
    ...(await model?.(request)),
    list: showList(list, state, part, { t, path: request.path }),
    values: state.values,
    ...(state.problems.length === 0
      ? {}
      : { problem: new Problem('ERR_FIELDS', { fields: state.problems }) }),
  });
}
