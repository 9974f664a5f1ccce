import { type FieldProblem, Problem } from '../../problems/index.js';
import type { InstitutionData } from '../institution.js';
import { columnNames, type FileRow } from './read-file.js';
import { readRecognitions } from './read-recognitions.js';

/**
 * Makes institutions of the file's rows. Rows of one code that agree in everything else are one institution with the
 * recognitions of all of them.
 *
 * @throws Problem `ERR_INSTITUTION_ROWS` with an entry, its field `row-N`, for everything that needs mending
 */
export function checkRows(rows: readonly FileRow[]): readonly InstitutionData[] {
  const faults: FieldProblem[] = [];
  const byCode = new Map<string, InstitutionData>();
  for (const row of rows) {
    const own = faultsOf(row);
    const data = toInstitution(row);
    const before = byCode.get(data.code);
    if (own.length === 0 && before !== undefined && !agree(before, data)) {
      own.push({ field: `row-${row.row}`, code: 'ERR_INSTITUTION_DIFFERS', params: { code: data.code } });
    }
    faults.push(...own);
    if (own.length === 0) byCode.set(data.code, before === undefined ? data : merge(before, data));
  }
  if (faults.length > 0) {
    const count = new Set(faults.map((fault) => fault.field)).size;
    throw new Problem('ERR_INSTITUTION_ROWS', { params: { count }, fields: faults });
  }
  return [...byCode.values()];
}

const longest = { county: 20, address: 200, telephone: 60, contact: 120 } as const;

function faultsOf({ row, cells }: FileRow): FieldProblem[] {
  const faults: FieldProblem[] = [];
  const add = (fault: Omit<FieldProblem, 'field'>) => faults.push({ field: `row-${row}`, ...fault });
  if (!/^\d{10}$/.test(cells.code)) {
    add({ code: 'ERR_INSTITUTION_CODE', params: { text: cells.code.slice(0, 40) } });
  }
  if (cells.name === '' || cells.name.length > 120) add({ code: 'ERR_INSTITUTION_NAME' });
  for (const column of ['county', 'address', 'telephone', 'contact'] as const) {
    if (cells[column].length <= longest[column]) continue;
    add({
      code: 'ERR_INSTITUTION_LONG',
      params: { column: columnNames[column][0], most: longest[column] },
    });
  }
  const recognitions = readRecognitions(cells.recognitions);
  if (recognitions === undefined || recognitions.some(({ label }) => label.length > 120)) {
    add({ code: 'ERR_INSTITUTION_RECOGNITION', params: { text: cells.recognitions.slice(0, 100) } });
  }
  return faults;
}

function toInstitution({ cells }: FileRow): InstitutionData {
  const { code, name, county, address, telephone, contact } = cells;
  return {
    code,
    name,
    county,
    address,
    telephone,
    contact,
    recognitions: readRecognitions(cells.recognitions) ?? [],
  };
}

function agree(one: InstitutionData, other: InstitutionData): boolean {
  const plain = (data: InstitutionData) => JSON.stringify({ ...data, recognitions: [] });
  return plain(one) === plain(other);
}

function merge(one: InstitutionData, other: InstitutionData): InstitutionData {
  const recognitions = new Map(
    [...one.recognitions, ...other.recognitions].map((recognition) => [
      JSON.stringify(recognition),
      recognition,
    ]),
  );
  return { ...one, recognitions: [...recognitions.values()] };
}
