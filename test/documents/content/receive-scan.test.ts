import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentStore, receiveScan } from '../../../src/documents/index.js';
import { type KeyMaterial, keyring } from '../../../src/keys/index.js';
import { pngOf } from './support/made-files.js';

const material: KeyMaterial = {
  keys: [
    { id: '00000000000000d1', purpose: 'documents', use: 'derive', active: true, bytes: randomBytes(32) },
  ],
};

async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('a received scan', () => {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-received-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const documents = createDocumentStore({
    directory,
    keyring: keyring(material, randomBytes),
    random: randomBytes,
  });
  const stored = async () => (await listOf(documents.list())).length;

  it('is in the store as it was sent', async () => {
    const png = pngOf({ width: 5, height: 4 });
    const { document, mediaType, codes } = await receiveScan(
      documents,
      Readable.from([png.subarray(0, 9), png.subarray(9)]),
    );
    expect({ mediaType, codes, purpose: document.purpose, size: document.size }).toEqual({
      mediaType: 'image/png',
      codes: [],
      purpose: 'scan',
      size: png.length,
    });
    expect(Buffer.concat(await listOf(documents.read(document.id)))).toEqual(png);
    await documents.remove(document.id);
  });

  it('leaves nothing in the store when it is refused', async () => {
    await expect(receiveScan(documents, Readable.from([Buffer.from('MZ a program')]))).rejects.toMatchObject({
      code: 'ERR_SCAN_KIND',
    });
    expect(await stored()).toBe(0);
  });

  it('is not kept when the caller does not accept it', async () => {
    const refuse = () => {
      throw new Error('another form');
    };
    const png = Readable.from([pngOf({ width: 5, height: 4 })]);
    await expect(receiveScan(documents, png, refuse)).rejects.toThrow('another form');
    expect(await stored()).toBe(0);
  });

  it('is read no further than the limit, and what sends it stays open for the answer', async () => {
    let sent = 0;
    const endless = new Readable({
      read() {
        sent++;
        this.push(Buffer.alloc(1024 * 1024));
      },
    });
    await expect(receiveScan(documents, endless)).rejects.toMatchObject({
      code: 'ERR_SCAN_TOO_LARGE',
      params: { most: 10 },
    });
    expect(sent).toBeLessThan(13);
    expect(endless.destroyed).toBe(false);
    expect(await stored()).toBe(0);
  });
});
