export { csvRow, neutraliseCell } from '../../../csv/index.js';
