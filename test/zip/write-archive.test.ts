import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readArchive } from '../../src/reports/formats/zip/read-archive.js';
import { type FileToPack, writeArchive } from '../../src/zip/index.js';

const createdAt = new Date('2026-11-22T02:00:00.000Z');
const megabyte = 1_000_000;
const limits = { entries: 100, unpackedBytes: 1e9, ratio: 1e9 };

it('gives every file back, in order and under its name', async () => {
  const picture = randomBytes(300_000);
  const files: FileToPack[] = [
    { name: '表.csv', content: piecesOf('a,b\r\n', '1,2\r\n') },
    { name: 'whole.xml', content: Buffer.from('<x/>') },
    { name: '王小明.jpg', content: piecesOf(picture.subarray(0, 7), picture.subarray(7)), level: 1 },
    { name: 'empty.jpg', content: piecesOf() },
  ];
  const bytes = await buffer(writeArchive(files, createdAt));
  const archive = await readArchive(randomAccess(bytes), limits);
  const contents = await Promise.all(
    archive.entries.map(async (entry) => [entry.name, await archive.readWhole(entry)]),
  );
  expect(contents).toEqual([
    ['表.csv', Buffer.from('a,b\r\n1,2\r\n')],
    ['whole.xml', Buffer.from('<x/>')],
    ['王小明.jpg', picture],
    ['empty.jpg', Buffer.alloc(0)],
  ]);
});

it('asks for no more than is read of it, and for nothing once it is closed', async () => {
  const piece = randomBytes(100_000);
  const asked = { bytes: 0, files: 0, ended: 0 };
  async function* picture() {
    asked.files += 1;
    try {
      for (let at = 0; at < 20; at += 1) {
        asked.bytes += piece.length;
        yield piece;
      }
    } finally {
      asked.ended += 1;
    }
  }
  async function* pictures() {
    for (let at = 0; ; at += 1) yield { name: `${at}.jpg`, content: picture(), level: 1 };
  }
  const stream = writeArchive(pictures(), createdAt);
  let read = 0;
  for await (const bytes of stream) {
    read += bytes.length;
    // Time in which it could run ahead.
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(asked.bytes - read).toBeLessThan(2 * megabyte);
    if (read > 9 * megabyte) break;
  }
  await nextTurn();
  expect(asked.files).toBe(Math.ceil(asked.bytes / (2 * megabyte)));
  expect(asked.ended).toBe(asked.files);
});

it('ends with the error of a file, or of whoever names the files', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('x');
    throw new Error('the store is gone');
  }
  const one = writeArchive([{ name: 'a.jpg', content: broken() }], createdAt);
  await expect(buffer(one)).rejects.toThrow('the store is gone');
  async function* noMore(): AsyncGenerator<FileToPack> {
    yield { name: 'a.csv', content: piecesOf('x') };
    throw new Error('nobody knows');
  }
  await expect(buffer(writeArchive(noMore(), createdAt))).rejects.toThrow('nobody knows');
});

function piecesOf(...pieces: readonly (Buffer | string)[]): AsyncIterable<Buffer | string> {
  return Readable.from(pieces);
}

function randomAccess(bytes: Buffer) {
  return {
    size: bytes.length,
    async *readRange(start: number, end: number) {
      yield bytes.subarray(start, end);
    },
  };
}
