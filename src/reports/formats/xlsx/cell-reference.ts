/** The column of a reference such as `AW12`, counted from 1; 0 when it is none. */
export function columnOfReference(bytes: Buffer, start: number, end: number): number {
  let column = 0;
  for (let at = start; at < end; at += 1) {
    const letter = (bytes[at] as number) - 64;
    if (letter < 1 || letter > 26) return at > start && at <= start + 3 ? column : 0;
    column = column * 26 + letter;
  }
  return 0;
}
