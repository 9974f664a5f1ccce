import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { processKeys } from '../../../src/reports/corrections/process-keys.js';
import { generateDustArchive } from '../../../src/reports/sample/dust-archive.js';
import { inPieces } from '../process/support/judge.js';
import { makeWorkbook } from '../support/make-workbook.js';

it.each([
  ['a ZIP with images', () => buffer(generateDustArchive({ rows: 1, seed: 1, today: '2026-11-22' }).stream)],
  ['a workbook', () => makeWorkbook({ rows: [['worker_id', 'exam_date']] })],
  ['JSON Lines', async () => Buffer.from('{"worker_id":"A100000001"}')],
])('a withdrawal by %s is asked for as CSV', async (_, make) => {
  const bytes = await make();
  const { stop } = await processKeys({
    kind: 'special',
    institutionCode: '1268650500',
    today: '2026-11-22',
    open: () => inPieces(bytes, 65_536),
    readRange: (start, end) => inPieces(bytes.subarray(start, end), 65_536),
    onRows: async () => [],
  });
  expect(stop).toEqual({ code: 'RPT_FILE_WITHDRAWAL_NOT_CSV', params: {} });
});
