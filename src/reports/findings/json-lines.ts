/** Reads a file of JSON objects, one a line, as its bytes come. */
export async function* readJsonLines<T>(bytes: AsyncIterable<Buffer>): AsyncGenerator<T> {
  let rest = Buffer.alloc(0);
  for await (const block of bytes) {
    const whole = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let from = 0;
    for (let end = whole.indexOf(10, from); end >= 0; end = whole.indexOf(10, from)) {
      yield JSON.parse(whole.toString('utf8', from, end));
      from = end + 1;
    }
    rest = Buffer.from(whole.subarray(from));
  }
}
