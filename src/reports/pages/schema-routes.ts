import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { type Route, visitOf } from '../../web/index.js';
import { type ExamKind, isExamKind } from '../schema/kinds.js';
import { tableSchema } from '../schema/table-schema.js';
import { templateCsv } from '../schema/template-csv.js';
import { xsdOf } from '../schema/xsd.js';

/** Templates and schemas of the files, at stable addresses, for anyone. */
export const schemaRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/templates/:file',
    who: 'anyone',
    takes: 'nothing',
    handle(request, response) {
      const kind = kindOf(String(request.params.file), '.csv');
      beginDownload(response, { type: 'text/csv; charset=utf-8', fileName: `jianbao-${kind}.csv` });
      response.send(templateCsv(kind, visitOf(request).language));
    },
  },
  {
    method: 'get',
    path: '/schemas/:file',
    who: 'anyone',
    takes: 'nothing',
    handle(request, response) {
      const file = String(request.params.file);
      if (file.endsWith('.xsd')) response.type('application/xml').send(xsdOf(kindOf(file, '.xsd')));
      else
        response.type('application/json').send(JSON.stringify(tableSchema(kindOf(file, '.json')), null, 2));
    },
  },
];

function kindOf(file: string, ending: string): ExamKind {
  const kind = file.endsWith(ending) ? file.slice(0, -ending.length) : undefined;
  if (!isExamKind(kind)) throw new Problem('ERR_NOT_FOUND');
  return kind;
}
