import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { type Clock, taipeiDate } from '../../clock.js';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { type Route, visitOf } from '../../web/index.js';
import { templateXlsx } from '../reference/template-xlsx.js';
import { hazardOperation } from '../schema/hazard-operations.js';
import { type ExamKind, isExamKind } from '../schema/kinds.js';
import { lineSchema } from '../schema/line-schema.js';
import { tableSchema } from '../schema/table-schema.js';
import { templateCsv } from '../schema/template-csv.js';
import { xsdOf } from '../schema/xsd.js';

/**
 * Templates and schemas of the files, at stable addresses, for anyone: `/templates/special.xlsx`, of one hazard operation
 * `/templates/special-05.xlsx`; `/schemas/general.json` (Table Schema), `.xsd`, `.line.json` (JSON Schema of a line), of one
 * operation `/schemas/special-05.json`.
 */
export function schemaRoutes({ clock }: { readonly clock: Clock }): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/templates/:file',
      who: 'anyone',
      takes: 'nothing',
      async handle(request, response) {
        const { name, format } = takeApart(String(request.params.file), ['csv', 'xlsx']);
        const { language } = visitOf(request);
        const template = { ...partOf(name), name, language, at: clock() };
        if (format === 'csv') sendCsv(response, template);
        else await sendWorkbook(response, template);
      },
    },
    {
      method: 'get',
      path: '/schemas/:file',
      who: 'anyone',
      takes: 'nothing',
      handle(request, response) {
        const { name, format } = takeApart(String(request.params.file), ['line.json', 'json', 'xsd']);
        const { type, text } = schemaForms[format](partOf(name));
        response.type(type).send(text);
      },
    },
  ];
}

const schemaForms = {
  json: ({ kind, hazard }: Part) => ({
    type: 'application/json',
    text: JSON.stringify(tableSchema(kind, hazard), null, 2),
  }),
  'line.json': ({ kind, hazard }: Part) => ({
    type: 'application/schema+json',
    text: JSON.stringify(lineSchema(kind, hazard), null, 2),
  }),
  xsd: ({ kind, hazard }: Part) => ({ type: 'application/xml', text: xsdOf(kind, hazard) }),
};

/** A kind of exam, or of special exams one hazard operation. */
interface Part {
  readonly kind: ExamKind;
  readonly hazard?: string;
}

interface Template extends Part {
  readonly name: string;
  readonly language: Language;
  readonly at: Date;
}

function sendCsv(response: Response, { kind, hazard, name, language }: Template): void {
  beginDownload(response, { type: 'text/csv; charset=utf-8', fileName: `jianbao-${name}.csv` });
  response.send(templateCsv(kind, language, hazard));
}

async function sendWorkbook(
  response: Response,
  { kind, hazard, name, language, at }: Template,
): Promise<void> {
  beginDownload(response, {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName: `jianbao-${name}.xlsx`,
  });
  const workbook = templateXlsx({ kind, hazard, day: taipeiDate(at) }, language, at);
  try {
    await pipeline(workbook, response);
  } catch (error) {
    // Somebody who stops a download has done nothing wrong.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'))
      throw error;
  }
}

/** The name of a file and which of the endings it has, the longest first. */
function takeApart<Format extends string>(
  file: string,
  formats: readonly Format[],
): { readonly name: string; readonly format: Format } {
  const format = formats.find((one) => file.endsWith(`.${one}`));
  if (format === undefined) throw new Problem('ERR_NOT_FOUND');
  return { name: file.slice(0, -format.length - 1), format };
}

/** `general`, `special`, `special-05` */
function partOf(name: string): Part {
  if (isExamKind(name)) return { kind: name };
  const [, hazard = ''] = /^special-(\d\d)$/.exec(name) ?? [];
  if (hazardOperation(hazard) === undefined) throw new Problem('ERR_NOT_FOUND');
  return { kind: 'special', hazard };
}
