import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256OfSlices, toHex } from '../../../src/browser/upload/digest.js';
import { FileChanged, readPart, readSlices, sliceBytes } from '../../../src/browser/upload/read-file.js';

it('SHA-256 of slices is that of all bytes, wherever they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), async (slices) => {
      const whole = createHash('sha256').update(Buffer.concat(slices)).digest('hex');
      expect(toHex(await sha256OfSlices(streamOf(slices)))).toBe(whole);
    }),
  );
});

it.each([0, 1, sliceBytes, sliceBytes + 1])('a file of %i bytes is read slice by slice', async (size) => {
  const bytes = Buffer.alloc(size, 'a file');
  const read: Buffer[] = [];
  for await (const slice of readSlices(new Blob([bytes]))) read.push(Buffer.from(slice));
  expect(read.map(({ length }) => length)).toEqual(
    size > sliceBytes ? [sliceBytes, 1] : size > 0 ? [size] : [],
  );
  expect(Buffer.concat(read).equals(bytes)).toBe(true);
});

it('the last part ends where the file ends', async () => {
  expect((await readPart(new Blob(['abcdef']), 4, 100)).byteLength).toBe(2);
});

it.each([
  ['gives less than it should', () => Promise.resolve(new ArrayBuffer(3))],
  ['cannot be read', () => Promise.reject(new Error('NotReadableError'))],
])('a file that %s has changed', async (_, arrayBuffer) => {
  const file = new Blob(['abcdef']);
  file.slice = () => Object.assign(new Blob(['abcdef']), { arrayBuffer });
  await expect(readPart(file, 0, 6)).rejects.toBeInstanceOf(FileChanged);
});

async function* streamOf(slices: readonly Uint8Array[]): AsyncGenerator<ArrayBuffer> {
  for (const slice of slices) yield new Uint8Array(slice).buffer;
}
