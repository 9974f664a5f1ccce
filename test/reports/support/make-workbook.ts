import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

/** A cell as it stands in the sheet's XML; a text becomes an inline string. */
export type RawCell = string | { readonly xml: string };

export interface WorkbookPlan {
  /** The first is row 1; `undefined` leaves the row out. */
  readonly rows: readonly (readonly RawCell[] | undefined)[];
  /** After the rows. */
  readonly behind?: string;
  readonly rowAttributes?: Readonly<Record<number, string>>;
  readonly sharedStrings?: string;
  readonly styles?: string;
  readonly workbookProperties?: string;
  readonly sheets?: string;
  /** Instead of, or besides, the parts made here. */
  readonly parts?: Readonly<Record<string, string | Buffer>>;
}

/** The smallest workbook that says what the plan says. */
export function makeWorkbook(plan: WorkbookPlan): Promise<Buffer> {
  return zipOf({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns:r="r">${plan.workbookProperties ?? ''}<sheets>${
      plan.sheets ?? '<sheet name="資料" sheetId="1" r:id="rId1"/>'
    }</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ...(plan.sharedStrings === undefined ? [] : [['rId2', 'sharedStrings', 'sharedStrings.xml'] as const]),
      ...(plan.styles === undefined ? [] : [['rId3', 'styles', '/xl/styles.xml'] as const]),
    ]),
    ...(plan.sharedStrings === undefined
      ? {}
      : { 'xl/sharedStrings.xml': `<sst>${plan.sharedStrings}</sst>` }),
    ...(plan.styles === undefined ? {} : { 'xl/styles.xml': `<styleSheet>${plan.styles}</styleSheet>` }),
    'xl/worksheets/sheet1.xml': sheetOf(plan),
    ...plan.parts,
  });
}

/** Packs files into an archive. */
export function zipOf(
  files: Readonly<Record<string, string | Buffer>>,
  options: { readonly compress?: boolean } = {},
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, options);
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

function relations(all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const each = all.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Relationships>${each.join('')}</Relationships>`;
}

function sheetOf({ rows, rowAttributes, behind }: WorkbookPlan): string {
  const all = rows.map((cells, index) =>
    cells === undefined
      ? ''
      : `<row r="${index + 1}" ${rowAttributes?.[index + 1] ?? ''}>${cells.map(cellOf).join('')}</row>`,
  );
  return `<?xml version="1.0"?><worksheet><sheetData>${all.join('')}</sheetData>${behind ?? ''}</worksheet>`;
}

function cellOf(cell: RawCell): string {
  if (typeof cell !== 'string') return cell.xml;
  return cell === '' ? '<c/>' : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** What looks like an escape is escaped itself (ECMA-376 part 1, 22.9.2.19). */
function escaped(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}
