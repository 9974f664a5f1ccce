import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RowImage } from '../../../src/reports/process/types.js';
import { ruleSentence } from '../../../src/reports/rules/sentence.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { jpegHeader, pngOf } from '../../documents/content/support/made-files.js';
import { brief, type Judged, judge } from '../process/support/judge.js';
import { goodSpecialRow, type SpecialCells, specialFileOf } from '../process/support/judge-special.js';
import { chest, dustRow } from '../support/dust-rows.js';
import { makeWorkbook, zipOf } from '../support/make-workbook.js';

const ids = ['A100000001', 'I100000003', 'W100000001', 'Z100000002'];

describe('a ZIP of a table and the images it names', () => {
  let picture: Buffer;

  beforeAll(() => {
    picture = chest();
  });

  it('gives every row its image, whatever the order in the archive', async () => {
    const { verdict, findings, images, records } = await judgeZip(rowsOf('b.jpg', 'a.jpeg'), {
      'a.jpeg': picture,
      'b.jpg': jpegHeader({ width: 3000, height: 2500 }),
    });
    expect({ verdict, findings }).toEqual({ verdict: 'clean', findings: [] });
    expect(records.map(({ row }) => row)).toEqual([2, 3]);
    expect(images.map(({ row, image: { width, height } }) => [row, width, height])).toEqual([
      [2, 3000, 2500],
      [3, 1024, 1024],
    ]);
    expect(Buffer.concat([...(images[1]?.image.parts ?? [])])).toEqual(picture);
  });

  it('takes names as the same that file systems and keyboards make the same', async () => {
    const { findings } = await judgeZip(rowsOf('ＡＢ1.jpg', '\u00e9.JPG'), {
      'ab1.Jpg': picture,
      'e\u0301.jpg': picture,
    });
    expect(brief(findings)).toEqual([]);
  });

  it('says of each row what is wrong with its image, also where other cells are wrong', async () => {
    const rows = [
      dustRow('none.jpg', { worker_id: ids[0] ?? '' }),
      dustRow('good.jpg', { worker_id: ids[1] ?? '' }),
      dustRow('GOOD.jpg', { worker_id: ids[2] ?? '' }),
      dustRow('png.jpg', { worker_id: ids[3] ?? '', sex: '?' }),
    ];
    const { findings, images, bad } = await judgeZip(specialFileOf(rows), {
      'good.jpg': picture,
      'png.jpg': pngOf({ width: 8, height: 8 }),
    });
    expect(brief(findings)).toEqual([
      '2 chest_xray_image RPT_IMAGE_MISSING',
      '4 chest_xray_image RPT_IMAGE_USED_TWICE',
      '5 sex RPT_CODE_UNKNOWN',
      '5 chest_xray_image RPT_IMAGE_NOT_JPG',
    ]);
    expect(findings[1]?.params).toEqual({ row: 3 });
    expect({ bad, images: images.map(({ row }) => row) }).toEqual({ bad: 3, images: [3] });
  });

  it.each([
    [
      'a PNG',
      () => pngOf({ width: 8, height: 8 }),
      'RPT_IMAGE_NOT_JPG',
      '這張影像的內容不是 JPG，而是 PNG。請由影像系統匯出 JPG；只改副檔名沒有用。',
    ],
    [
      'nothing',
      () => Buffer.alloc(0),
      'RPT_IMAGE_NOT_JPG',
      '這張影像的內容不是 JPG。請由影像系統匯出 JPG；只改副檔名沒有用。',
    ],
    [
      'cut',
      () => chest().subarray(0, -2),
      'RPT_IMAGE_DAMAGED',
      '這張影像損壞或不完整，無法顯示。請由影像系統重新匯出。',
    ],
    [
      'without lines',
      () => jpegHeader({ width: 9, height: 0 }),
      'RPT_IMAGE_DAMAGED',
      '這張影像損壞或不完整，無法顯示。請由影像系統重新匯出。',
    ],
    [
      'of 300 megapixels',
      () => jpegHeader({ width: 20_000, height: 15_000 }),
      'RPT_IMAGE_PIXELS',
      '這張影像是 20,000 × 15,000 像素，超過 50 百萬像素。請以較低的解析度匯出。',
    ],
    [
      'as long as the Earth',
      () => jpegHeader({ width: 65_535, height: 10 }),
      'RPT_IMAGE_PIXELS',
      '這張影像是 65,535 × 10 像素，超過 50 百萬像素。請以較低的解析度匯出。',
    ],
    [
      'lossless',
      () => process(0xc3, 8),
      'RPT_IMAGE_PROCESS',
      '這張影像是無失真或 12 位元的 JPEG，瀏覽器無法顯示。請匯出一般的 8 位元 JPG（baseline 或 progressive）。',
    ],
    [
      'of 12 bits',
      () => process(0xc1, 12),
      'RPT_IMAGE_PROCESS',
      '這張影像是無失真或 12 位元的 JPEG，瀏覽器無法顯示。請匯出一般的 8 位元 JPG（baseline 或 progressive）。',
    ],
    [
      'gone over a thousand times',
      scans,
      'RPT_IMAGE_DAMAGED',
      '這張影像損壞或不完整，無法顯示。請由影像系統重新匯出。',
    ],
    [
      'of 21 MB',
      () => Buffer.alloc(21 * 1024 * 1024),
      'RPT_IMAGE_TOO_LARGE',
      '這張影像有 21 MB，超過 20 MB。請由影像系統以較高的壓縮率匯出 JPG。',
    ],
  ] as const)('refuses an image that is %s', async (_, make, code, sentence) => {
    const { findings } = await judgeZip(rowsOf('a.jpg'), { 'a.jpg': make() }, { compress: false });
    expect(findings.map(({ code }) => code)).toEqual([code]);
    expect(findings.map((finding) => ruleSentence('zh-Hant', finding))).toEqual([sentence]);
    expect(findings[0]?.value).toBe('a.jpg');
  });

  it('warns of images that no row names, at the header', async () => {
    const { verdict, findings, good } = await judgeZip(rowsOf('a.jpg'), {
      'a.jpg': picture,
      'x1.jpg': picture,
      'x2.jpg': Buffer.from('nothing'),
    });
    expect({ verdict, good }).toEqual({ verdict: 'warnings', good: 1 });
    expect(findings.map(({ row, code, params, column }) => [row, code, params.name, column?.key])).toEqual([
      [1, 'RPT_IMAGE_NOT_NAMED', 'x1.jpg', 'chest_xray_image'],
      [1, 'RPT_IMAGE_NOT_NAMED', 'x2.jpg', 'chest_xray_image'],
    ]);
  });

  it('is asked for where a file alone names an image', async () => {
    const { findings } = await judge(rowsOf('a.jpg'), { kind: 'special' });
    expect(findings.map((finding) => ruleSentence('zh-Hant', finding))).toEqual([
      '這一列有影像檔名，但上傳的檔案裡沒有影像。請把這份資料檔和所有 JPG 影像放在一起，壓縮成一個 ZIP 檔再上傳。',
    ]);
  });

  it('takes each format of table, called as it may', async () => {
    const rows = [dustRow('a.jpg')];
    const keys = layoutOf('special').columns.map(({ key }) => key);
    const cells = rows.map((row) => keys.map((key) => row[key] ?? ''));
    const fields = Object.entries(rows[0] ?? {}).filter(([, text]) => text !== '');
    const tables = [
      ['表.csv', Buffer.from(specialFileOf(rows))],
      ['table.xlsx', await makeWorkbook({ rows: [keys, ...cells] })],
      ['table.dat', Buffer.from(JSON.stringify(Object.fromEntries(fields)))],
      [
        't.xml',
        Buffer.from(
          `<exams><exam>${fields.map(([key, text]) => `<${key}>${text}</${key}>`).join('')}</exam></exams>`,
        ),
      ],
    ] as const;
    for (const [name, table] of tables) {
      for (const compress of [true, false]) {
        const { verdict, findings, records } = await judgeArchive(
          await zipOf({ 'a.jpg': picture, [name]: table }, { compress }),
        );
        expect({ name, verdict, findings, rows: records.length }).toEqual({
          name,
          verdict: 'clean',
          findings: [],
          rows: 1,
        });
      }
    }
  });

  it('is no workbook because it holds one', async () => {
    const book = await makeWorkbook({ rows: [['x']] });
    const { stop } = await judgeArchive(await zipOf({ 'report.xlsx': book }, { compress: false }));
    expect(stop?.code).toBe('RPT_FILE_HEADER_NOT_FOUND');
  });

  it('gives the same records and findings as its table alone', async () => {
    const odd = fc.constantFrom('', '9999', '陰性', '115/7/1', '３', '2', 'A100000001');
    const keys = [
      'worker_id',
      'sex',
      'exam_date',
      'hazard_code',
      'management_level',
      'advice',
      'employer_ubn',
    ];
    const changes = fc.array(fc.dictionary(fc.constantFrom(...keys), odd, { maxKeys: 3 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const file = specialFileOf(
          all.map((change, index) => ({ ...goodSpecialRow, worker_id: ids[index] ?? '', ...change })),
        );
        const said = ({ verdict, findings, contents, encoding, report }: Judged) => ({
          verdict,
          findings,
          contents,
          encoding,
          report,
        });
        const alone = await judge(file, { kind: 'special' });
        expect(said(await judgeArchive(await zipOf({ 'table.csv': file })))).toEqual(said(alone));
      }),
      { numRuns: 60 },
    );
  });
});

describe('an archive that is no such thing', () => {
  const table = specialFileOf([dustRow('a.jpg')]);

  it.each([
    ['nothing', {}, 'RPT_FILE_ZIP_NO_TABLE', {}],
    ['images only', { 'a.jpg': 'x' }, 'RPT_FILE_ZIP_NO_TABLE', {}],
    [
      'two tables',
      { 'a.csv': table, 'b.xlsx': 'x' },
      'RPT_FILE_ZIP_TABLES',
      { count: 2, names: 'a.csv、b.xlsx' },
    ],
    ['something else', { 'a.csv': table, 'Thumbs.db': 'x' }, 'RPT_FILE_ZIP_OTHER', { name: 'Thumbs.db' }],
    ['a folder', { 'a.csv': table, 'x/a.jpg': 'x' }, 'RPT_FILE_ZIP_FOLDER', { name: 'x/a.jpg' }],
    [
      'two names in other letters',
      { 'a.csv': table, 'a.jpg': 'x', 'A.JPG': 'y' },
      'RPT_FILE_ZIP_NAME_TWICE',
      { name: 'A.JPG' },
    ],
    [
      'two names in another form',
      { 'a.csv': table, '\u00e9.jpg': 'x', 'e\u0301.jpg': 'y' },
      'RPT_FILE_ZIP_NAME_TWICE',
      { name: '\u00e9.jpg' },
    ],
    ['a PDF', { 'a.csv': '%PDF-1.7' }, 'RPT_FILE_PDF', {}],
    ['a 7z', { 'a.csv': Buffer.from('377abcaf271c', 'hex') }, 'RPT_FILE_ARCHIVE', { format: '7z' }],
  ] as const)('as of %s is refused', async (_, files, code, params) => {
    const { verdict, stop } = await judgeArchive(await zipOf(files));
    expect({ verdict, stop }).toEqual({ verdict: 'stopped', stop: { code, params } });
  });

  it('as of another archive is refused', async () => {
    const inner = await zipOf({ 'a.csv': table });
    expect((await judgeArchive(await zipOf({ 'a.zip': inner }))).stop).toEqual({
      code: 'RPT_FILE_ZIP_NESTED',
      params: { name: 'a.zip' },
    });
  });

  it('as of ten thousand and one files is refused', async () => {
    const files = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.jpg`, '']));
    expect((await judgeArchive(await zipOf(files, { compress: false }))).stop).toEqual({
      code: 'RPT_FILE_ARCHIVE_TOO_MANY',
      params: { limit: 10_000 },
    });
  });

  it('as of a table of nothing that unpacks to much is refused', async () => {
    expect((await judgeArchive(await zipOf({ 'a.csv': Buffer.alloc(20_000_000, ' ') }))).stop).toEqual({
      code: 'RPT_FILE_ARCHIVE_BOMB',
      params: { name: 'a.csv' },
    });
  });

  it('as of a workbook that is too large is refused', async () => {
    const large = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      Buffer.alloc(22),
      Buffer.from([15, 0, 0, 0]),
      Buffer.from('xl/workbook.xml'),
      Buffer.alloc(33 * 1024 * 1024),
    ]);
    expect((await judgeArchive(await zipOf({ 'a.xlsx': large }, { compress: false }))).stop).toEqual({
      code: 'RPT_FILE_ZIP_WORKBOOK_LARGE',
      params: { name: 'a.xlsx', megabytes: 32 },
    });
  });

  it.each([
    ['..\\a.jpg', (zip: Buffer) => replaced(zip, 'xx-a.jpg', '..\\a.jpg'), 'RPT_FILE_ARCHIVE_UNSAFE'],
    ['a link', (zip: Buffer) => link(zip), 'RPT_FILE_ARCHIVE_UNSAFE'],
    ['a password', (zip: Buffer) => encrypted(zip), 'RPT_FILE_ARCHIVE_ENCRYPTED'],
    ['its end missing', (zip: Buffer) => zip.subarray(0, -10), 'RPT_FILE_ARCHIVE_BROKEN'],
    ['only its beginning', (zip: Buffer) => zip.subarray(0, 40), 'RPT_FILE_ARCHIVE_BROKEN'],
    ['a damaged image', (zip: Buffer) => damaged(zip), 'RPT_FILE_ARCHIVE_BROKEN'],
  ] as const)('with %s is refused', async (_, spoil, code) => {
    const zip = await zipOf(
      { 'xx-a.jpg': chest(), 'a.csv': specialFileOf([dustRow('xx-a.jpg')]) },
      { compress: false },
    );
    expect((await judgeArchive(zip)).stop).toBe(null);
    expect((await judgeArchive(spoil(zip))).stop?.code).toBe(code);
  });

  it('never breaks the judging, wherever a byte of it is another', async () => {
    const zip = await zipOf(
      { 'a.jpg': jpegHeader({ width: 8, height: 8 }), 'a.csv': table },
      { compress: false },
    );
    const change = fc.tuple(fc.nat({ max: zip.length - 1 }), fc.nat({ max: 255 }));
    // The table of contents is where a byte counts most.
    const contents = fc.tuple(
      fc.integer({ min: zip.length - 150, max: zip.length - 1 }),
      fc.nat({ max: 255 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(change, contents), { minLength: 1, maxLength: 5 }),
        async (changes) => {
          const copy = Buffer.from(zip);
          for (const [at, byte] of changes) copy[at] = byte;
          const { verdict } = await judgeArchive(copy);
          expect(['stopped', 'errors', 'warnings', 'clean']).toContain(verdict);
        },
      ),
      { numRuns: 400 },
    );
  }, 30_000);
});

function judgeArchive(bytes: Buffer): Promise<Judged> {
  return judge(bytes, { kind: 'special' });
}

async function judgeZip(
  table: string,
  images: Readonly<Record<string, Buffer>>,
  options: { readonly compress?: boolean } = {},
): Promise<Omit<Judged, 'images'> & { readonly images: readonly RowImage[] }> {
  const kept: RowImage[] = [];
  const judged = await judge(await zipOf({ 'table.csv': table, ...images }, options), {
    kind: 'special',
    async onImage(image) {
      kept.push(image);
    },
  });
  return { ...judged, images: kept };
}

/** Good rows, each of another worker. */
function rowsOf(...images: readonly string[]): string {
  return specialFileOf(
    images.map((image, index): SpecialCells => dustRow(image, { worker_id: ids[index] ?? '' })),
  );
}

/** A JPEG of another process or precision. */
function process(marker: number, precision: number): Buffer {
  const jpeg = jpegHeader({ width: 100, height: 100 });
  jpeg[3] = marker;
  jpeg[6] = precision;
  return jpeg;
}

function scans(): Buffer {
  const jpeg = jpegHeader({ width: 100, height: 100 });
  const scan = jpeg.subarray(21, -2);
  return Buffer.concat([
    jpeg.subarray(0, 21),
    ...Array.from({ length: 1000 }, () => scan),
    jpeg.subarray(-2),
  ]);
}

function replaced(zip: Buffer, before: string, after: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(before, after), 'latin1');
}

/** Where the table of contents begins (APPNOTE 6.3, 4.3.12). */
function contentsOf(zip: Buffer): number {
  return zip.indexOf(Buffer.from('504b0102', 'hex'));
}

function link(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  copy[contentsOf(zip) + 5] = 3;
  copy.writeUInt32LE(0o120777 * 65_536, contentsOf(zip) + 38);
  return copy;
}

function encrypted(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  const at = contentsOf(zip);
  copy.writeUInt16LE(copy.readUInt16LE(at + 8) | 1, at + 8);
  // Traditional encryption puts twelve bytes before the content (APPNOTE 6.3, 6.1.3).
  copy.writeUInt32LE(copy.readUInt32LE(at + 20) + 12, at + 20);
  return copy;
}

function damaged(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  copy[2000] = (copy[2000] ?? 0) ^ 1;
  return copy;
}
