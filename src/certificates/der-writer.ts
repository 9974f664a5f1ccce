/**
 * One element of DER (X.690 8.1, 10.1) around its content.
 *
 * @param tag see `tag`, `explicitTag` and `implicitTag` of `der.ts`
 * @param parts the content, put together in this order
 */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

/** The shortest form, as DER wants it. */
function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
