export { byteOrderMark, csvRow, neutraliseCell } from './write-csv.js';
