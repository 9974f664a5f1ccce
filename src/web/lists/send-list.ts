import type { Request, Response } from 'express';
import { type Translate, translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { type FileFormat, sendTable, type TableColumn } from '../exports/index.js';
import { visitOf } from '../visit.js';
import { unaskedValue } from './addresses.js';
import { allRows } from './all-rows.js';
import type { Column, List, ListShape } from './list.js';
import type { ListServices } from './list-routes.js';
import { countRows } from './load-part.js';
import { type ListState, readState } from './read-state.js';

/** The most rows of a file; a longer list is taken away in parts. */
export const mostRows = 100_000;

/**
 * Answers a list as a file, with the filters and the order of its address.
 *
 * @throws Problem `ERR_FIELDS` or `ERR_REQUEST_MALFORMED` when a filter cannot be read, since a file with more than was
 * asked for tells nobody so; `ERR_LIST_FILE_LONG` for more than `mostRows`
 */
export async function sendList<Raw extends object, Row>(
  services: ListServices,
  list: List<Raw, Row>,
  format: FileFormat,
  request: Request,
  response: Response,
): Promise<void> {
  const state = readState(request, list);
  if (state.ignored.length > 0) throw new Problem('ERR_REQUEST_MALFORMED');
  if (state.problems.length > 0) throw new Problem('ERR_FIELDS', { fields: state.problems });
  const { rows, exact } = await countRows(services.db, list, state, mostRows);
  if (!exact) throw new Problem('ERR_LIST_FILE_LONG', { params: { most: mostRows } });
  const { language } = visitOf(request);
  const t: Translate = (key, params) => translate(language, key, params);
  const columns = list.columns
    .map((column) => fileColumn(column, t))
    .filter((column) => column !== undefined);
  const table = { title: t(list.title), columns, parts: allRows(services.db, list, state) };
  await sendTable(services, request, response, format, table, {
    name: list.name,
    rows,
    ...askedOf(list, state),
  });
}

function fileColumn<Row>(column: Column<Row>, t: Translate): TableColumn<Row> | undefined {
  if (column.only === 'page' || column.kind === 'action') return undefined;
  const heading = t(column.heading);
  if (column.kind === 'text' || column.kind === 'tag') {
    const { value } = column;
    return { heading, kind: 'text', value: (row) => value(row, t) };
  }
  return { heading, kind: column.kind, value: column.value };
}

/** What the list is narrowed by; a typed text may name a person. */
function askedOf(list: ListShape, state: ListState) {
  const texts = new Set(list.filters.filter(({ kind }) => kind === 'text').map(({ key }) => key));
  const asked = Object.entries(state.values).filter(([name, value]) => value !== unaskedValue(list, name));
  return {
    asked: Object.fromEntries(asked.filter(([name]) => !texts.has(name))),
    personal: Object.fromEntries(asked.filter(([name]) => texts.has(name))),
  };
}
