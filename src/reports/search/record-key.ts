import type { RowKey } from '../../web/lists/index.js';

/**
 * What stands for a record in a list: `record_id`, computed of the number of its submission and its row, by which no index
 * finds it (an index would cost every record that is taken in).
 */
export const recordKey: { readonly id: string; readonly key: RowKey } = {
  id: 'exam_records.record_id',
  key: {
    columns: ['exam_records.submission_id', 'exam_records.row_no'],
    of(id) {
      // More digits than a number holds exactly.
      const whole = BigInt(id);
      return [Number(whole / rowsPerSubmission), Number(whole % rowsPerSubmission)];
    },
  },
};

/** As the column is computed; no file has as many lines. */
const rowsPerSubmission = 134_217_728n;
