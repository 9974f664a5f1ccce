import { beforeEach, describe, expect, it } from 'vitest';
import { stopSentence } from '../../../src/reports/submissions/stop-sentence.js';
import { opener } from '../../support/databases.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';

const open = opener('sqlite');

/** Files that a gateway is sent, and what it must say of each (issue: what bad input gets). */
const badFiles: readonly (readonly [string, () => Buffer, string])[] = [
  ['an empty file', () => Buffer.alloc(0), '這個檔案是空的，裡面沒有任何內容。'],
  [
    'a picture called .csv',
    () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    '這個檔案是 PNG 圖片',
  ],
  [
    'a text that is no table',
    () => Buffer.from('Dear Sir,\r\nplease find attached\r\n'),
    '第 1 列不是標題列',
  ],
  ['a template of another year', () => withoutColumns('紅血球數', '平均紅血球體積'), '這是 2025 年的範本'],
  ['UTF-16', () => Buffer.from(`\uFEFF${sample({ rows: 3 }).toString()}`, 'utf16le'), 'UTF-16'],
  ['a broken quote in row 70,000', brokenQuote, '第 70000 列 F 欄的儲存格以雙引號（"）開頭'],
  ['1,000,001 rows', tooManyRows, '這個檔案超過 1,000,000 筆資料。'],
];

describe('a file that cannot be taken', () => {
  let ground: ReportGround;

  beforeEach(async () => {
    ground = await openReportGround(await open());
    return () => ground.close();
  });

  it.each(badFiles)(
    '%s gets its own sentence, and nothing of it is stored',
    async (_name, make, sentence) => {
      const { number } = await ground.send(make());
      await ground.work();
      expect(ground.failures).toEqual([]);
      const { state, stop, file } = await ground.read(number);
      expect(state).toBe('refused');
      expect(stop && stopSentence('zh-Hant', stop)).toContain(sentence);
      expect(await ground.db('exam_records').count({ n: '*' })).toEqual([{ n: 0 }]);
      expect(await ground.db('exam_record_chunks').count({ n: '*' })).toEqual([{ n: 0 }]);
      expect(ground.storedFiles()).toEqual([file.findingsDocumentId].filter((id) => id !== null));
      expect(await ground.db('mails').pluck('event')).toEqual(['submission-stopped']);
    },
  );

  it('does not keep the next from being taken in by the same process', async () => {
    await ground.send(Buffer.alloc(0));
    const good = await ground.send(sample());
    await ground.work();
    expect((await ground.read(good.number)).state).toBe('accepted');
  });
});

function withoutColumns(...names: readonly string[]): Buffer {
  const rows = sample({ rows: 3 })
    .toString()
    .split('\r\n')
    .map((line) => line.split(','));
  const dropped = new Set(names.map((name) => rows[0]?.indexOf(name)));
  return Buffer.from(rows.map((row) => row.filter((_, at) => !dropped.has(at)).join(',')).join('\r\n'));
}

function brokenQuote(): Buffer {
  const lines = sample({ rows: 70_100 }).toString().split('\r\n');
  const cells = (lines[69_999] ?? '').split(',');
  cells[5] = `"${cells[5]}`;
  lines[69_999] = cells.join(',');
  return Buffer.from(lines.join('\r\n'));
}

function tooManyRows(): Buffer {
  const [header = ''] = sample({ rows: 1 }).toString().split('\r\n');
  return Buffer.from(`${header}\r\n${'1268650500\r\n'.repeat(1_000_001)}`);
}
