/** The number of the line, from 1, in which the byte at `position` stands; lines end with LF, CR LF or CR. */
export async function lineAtByte(open: () => AsyncIterable<Buffer>, position: number): Promise<number> {
  let line = 1;
  let at = 0;
  let previous = 0;
  for await (const chunk of open()) {
    const length = Math.min(chunk.length, position - at);
    for (let i = 0; i < length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (byte === 0x0d || (byte === 0x0a && previous !== 0x0d)) line += 1;
      previous = byte;
    }
    at += chunk.length;
    if (at >= position) break;
  }
  return line;
}
