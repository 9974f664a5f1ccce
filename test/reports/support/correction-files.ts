/** Some rows of a sample, counted from 1, with cells changed. */
export function rowsOf(
  file: Buffer,
  rows: readonly number[],
  changes: Readonly<Record<string, string>> = {},
): Buffer {
  const [header = '', ...lines] = file.toString().split('\r\n');
  const names = header.replace('\uFEFF', '').split(',');
  const changed = rows.map((row) => {
    const cells = cellsOf(lines[row - 1] ?? '');
    return names.map((name, index) => changes[name] ?? cells[index] ?? '').join(',');
  });
  return Buffer.from(`${[header, ...changed].join('\r\n')}\r\n`);
}

/** The names of some exams of a sample, as a withdrawal has them. */
export function keysOf(file: Buffer, rows: readonly number[]): Buffer {
  const [header = '', ...lines] = file.toString().split('\r\n');
  const names = header.replace('\uFEFF', '').split(',');
  const keys = ['身分證統一編號', '檢查日期'];
  const cells = rows.map((row) => {
    const all = cellsOf(lines[row - 1] ?? '');
    return keys.map((key) => all[names.indexOf(key)] ?? '').join(',');
  });
  return Buffer.from(`${[keys.join(','), ...cells].join('\r\n')}\r\n`);
}

function cellsOf(line: string): string[] {
  return line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? [];
}
