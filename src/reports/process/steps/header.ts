import { readCsv } from '../../formats/csv/read-csv.js';
import { FileStopped } from '../../formats/file-stopped.js';
import { readJsonLines } from '../../formats/json/read-json-lines.js';
import type { RecordBatch } from '../../formats/record-batch.js';
import { readXlsx } from '../../formats/xlsx/read-xlsx.js';
import { readExamsXml } from '../../formats/xml/read-exams-xml.js';
import { mapHeader } from '../../mappings/map-header.js';
import { columnLetter } from '../../schema/column-letter.js';
import { cellsOfFirstRow, refuseFurtherExams } from '../further-sheets.js';
import { type FileColumns, fieldPlanOf, readHeader } from '../read-header.js';
import type { HeaderColumn } from '../types.js';
import { learned, type OpenRecords, tableFormat, type Way } from '../way.js';

/** Which column is what. */
export async function header(way: Way): Promise<void> {
  const iterator = (await openRows(way))[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) throw new FileStopped('RPT_FILE_EMPTY');
  way.records = { batches: iterator, first: first.value };
  const texts = cellsOfFirstRow(first.value);
  try {
    const format = tableFormat(way);
    // Only tables have columns with letters.
    const hasLetters = format === 'csv' || format === 'xlsx';
    const named = hasLetters ? inOurNames(way, texts) : texts;
    const columns = { ...readHeader(named, way.layout, way.limits.columns), hasLetters };
    way.header = { info: { format, columns: describe(way, columns) }, columns, texts };
    await refuseFurtherExams(way.furtherSheets, texts);
  } catch (error) {
    // A header that says nothing in Big5 may stand in a file that is no Big5: that is the better thing to say.
    if (error instanceof FileStopped && way.text?.encoding === 'big5') await readToEnd(way.records);
    throw error;
  }
}

/** By the institution's mapping, if it has one; from here on the layout has its names. */
function inOurNames(way: Way, texts: readonly string[]): readonly string[] {
  const { mapping } = way.file;
  if (mapping === undefined || mapping === null) return texts;
  const mapped = mapHeader(way.layout, texts, mapping);
  way.layout = mapped.layout;
  return mapped.texts;
}

async function openRows(way: Way): Promise<AsyncIterable<RecordBatch>> {
  const { size } = learned(way.survey, 'identify');
  switch (tableFormat(way)) {
    case 'xlsx': {
      const { batches, others } = await readXlsx({ size, readRange: way.table.readRange }, way.limits);
      way.furtherSheets = others;
      return batches;
    }
    case 'xml':
      return readExamsXml(learned(way.text, 'decode').text, fieldPlanOf(way.layout), way.limits);
    case 'jsonl':
      return readJsonLines(learned(way.text, 'decode').text, fieldPlanOf(way.layout), way.limits);
    case 'csv':
      return (await readCsv(learned(way.text, 'decode').text, way.limits)).batches;
  }
}

function describe({ layout }: Way, { places, hasLetters }: FileColumns): readonly HeaderColumn[] {
  return layout.columns
    .map(({ key, name }, index) => ({ key, name, place: places[index] ?? -1 }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place)
    .map(({ key, name, place }) => ({ letter: hasLetters ? columnLetter(place) : null, key, name }));
}

async function readToEnd({ batches }: OpenRecords): Promise<void> {
  try {
    for (let next = await batches.next(); next.done !== true; next = await batches.next());
  } catch (error) {
    if (error instanceof FileStopped && error.code === 'RPT_FILE_ENCODING') throw error;
    if (!(error instanceof FileStopped)) throw error;
  }
}
