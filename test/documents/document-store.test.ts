import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createDocumentStore,
  DocumentDamagedError,
  DocumentMissingError,
  DocumentTooLargeError,
  documentsFrom,
} from '../../src/documents/index.js';
import { type KeyMaterial, keyring } from '../../src/keys/index.js';
import { Problem } from '../../src/problems/index.js';

const material: KeyMaterial = {
  keys: [
    { id: '00000000000000d1', purpose: 'documents', use: 'derive', active: true, bytes: randomBytes(32) },
  ],
};
const parent = mkdtempSync(join(tmpdir(), 'jianbao-documents-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let directory: string;
let store: ReturnType<typeof createDocumentStore>;
beforeEach(() => {
  directory = mkdtempSync(join(parent, 'store-'));
  store = createDocumentStore({ directory, keyring: keyring(material, randomBytes), random: randomBytes });
});

const block = 65_536;
const sealedBlock = block + 16;
const header = 44;
const purpose = 'submission';
const limitBytes = 1_000_000;

const write = (bytes: Uint8Array) => store.write(Readable.from([bytes]), { purpose, limitBytes });
const readAll = async (id: string): Promise<Buffer> => {
  const blocks: Buffer[] = [];
  for await (const part of store.read(id)) blocks.push(part);
  return Buffer.concat(blocks);
};
const files = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const pathOf = (id: string) => join(directory, id.slice(0, 2), id);

describe('a document in which malware is found', () => {
  it('is gone, and told of with who sent it, before it is refused', async () => {
    const told: unknown[] = [];
    const scanning = createDocumentStore({
      directory,
      keyring: keyring(material, randomBytes),
      random: randomBytes,
      malware: {
        isThere: async () => true,
        async scan(content) {
          for await (const part of content) {
            if (Buffer.from(part).includes('harm'))
              throw new Problem('ERR_FILE_MALWARE', { detail: 'Test.1' });
          }
          throw new Problem('ERR_FILE_UNCHECKED');
        },
      },
      onMalware: async (found) => void told.push([found, files()]),
    });
    const sentBy = { actor: null, address: '203.69.20.1', reference: 'TESTREF' };
    const theirs = documentsFrom(scanning, sentBy);
    const send = (text: string) =>
      theirs.write(Readable.from([Buffer.from(text)]), { purpose: 'scan', limitBytes });
    await expect(send('harmful')).rejects.toMatchObject({ code: 'ERR_FILE_MALWARE' });
    await expect(send('unread')).rejects.toMatchObject({ code: 'ERR_FILE_UNCHECKED' });
    const sha256 = createHash('sha256').update('harmful').digest();
    expect(told).toEqual([[{ purpose: 'scan', signature: 'Test.1', size: 7, sha256, sentBy }, []]]);
    expect(files()).toEqual([]);
  });
});

describe('a document', () => {
  it.each([0, 1, block - 1, block, block + 1, 2 * block, 3 * block + 7])(
    'of %i bytes comes back whole',
    async (size) => {
      const content = randomBytes(size);
      const stored = await write(content);
      expect(stored).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        purpose,
        size,
        sha256: createHash('sha256').update(content).digest(),
      });
      expect((await readAll(stored.id)).equals(content)).toBe(true);
    },
  );

  it('comes back whole however it arrived', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 5 }), async (sizes) => {
        const parts = sizes.map((size) => randomBytes(size));
        const stored = await store.write(Readable.from(parts), { purpose, limitBytes });
        expect((await readAll(stored.id)).equals(Buffer.concat(parts))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('is read from anywhere to anywhere', async () => {
    const content = randomBytes(3 * block + 7);
    const { id } = await write(content);
    const position = fc.oneof(
      fc.integer({ min: 0, max: content.length + 10 }),
      fc.constantFrom(0, block - 1, block, block + 1, 3 * block, content.length),
    );
    await fc.assert(
      fc.asyncProperty(position, position, async (start, end) => {
        const parts: Buffer[] = [];
        for await (const part of store.readRange(id, start, end)) parts.push(part);
        expect(Buffer.concat(parts).equals(content.subarray(start, Math.max(start, end)))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('lies encrypted under its random name, for the owner only', async () => {
    const stored = await write(Buffer.from('身分證號 A123456789'.repeat(100)));
    const path = pathOf(stored.id);
    expect(files().map(({ name }) => name)).toEqual([stored.id]);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(dirname(path)).mode & 0o777).toString(8)).toBe('700');
    expect(readFileSync(path).includes('A123456789')).toBe(false);
  });

  it('sealed twice gives different files', async () => {
    const [one, two] = [await write(Buffer.from('same')), await write(Buffer.from('same'))];
    expect(readFileSync(pathOf(one.id)).subarray(header)).not.toEqual(
      readFileSync(pathOf(two.id)).subarray(header),
    );
  });

  it('can be read in a worker thread that was given the keys', async () => {
    const { id } = await write(Buffer.from('健檢紀錄'));
    const built = (name: string) => new URL(`../../dist/src/${name}/index.js`, import.meta.url).href;
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const random = require('node:crypto').randomBytes;
       (async () => {
         const { keyring } = await import(workerData.keys);
         const { createDocumentStore } = await import(workerData.documents);
         const ring = keyring(workerData.material, random);
         const store = createDocumentStore({ directory: workerData.directory, keyring: ring, random });
         for await (const block of store.read(workerData.id)) parentPort.postMessage(block.toString());
       })();`,
      {
        eval: true,
        workerData: { keys: built('keys'), documents: built('documents'), material, directory, id },
      },
    );
    const read = await new Promise((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    await worker.terminate();
    expect(read).toBe('健檢紀錄');
  });

  it('that was removed is missing, and removing it again is fine', async () => {
    const { id } = await write(Buffer.from('x'));
    await store.remove(id);
    await store.remove(id);
    await expect(readAll(id)).rejects.toThrow(DocumentMissingError);
    expect(files()).toEqual([]);
  });

  it('is asked for by its id and by nothing that looks like a path', () => {
    expect(() => store.read('../../../etc/passwd')).toThrow(TypeError);
  });
});

describe('a document that is too large', () => {
  it('is refused before the rest is read, and nothing is left', async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        asked += 1;
        yield Buffer.alloc(400);
      }
    }
    const attempt = store.write(endless(), { purpose, limitBytes: 1000 });
    await expect(attempt).rejects.toThrow(new DocumentTooLargeError(1000));
    expect(asked).toBe(3);
    expect(files()).toEqual([]);
  });

  it('leaves a stream open so that its request can still be answered', async () => {
    const source = Readable.from([Buffer.alloc(600), Buffer.alloc(600), Buffer.alloc(600)]);
    await expect(store.write(source, { purpose, limitBytes: 1000 })).rejects.toThrow(DocumentTooLargeError);
    expect(source.destroyed).toBe(false);
  });

  it('may have exactly the limit', async () => {
    expect((await store.write(Readable.from([Buffer.alloc(1000)]), { purpose, limitBytes: 1000 })).size).toBe(
      1000,
    );
  });
});

describe('an upload that is cut off', () => {
  it('leaves nothing', async () => {
    async function* cut(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(200_000);
      throw new Error('aborted');
    }
    await expect(store.write(cut(), { purpose, limitBytes })).rejects.toThrow('aborted');
    expect(files()).toEqual([]);
  });
});

describe('a stored file', () => {
  const content = randomBytes(3 * block + 100);
  const alter = async (change: (bytes: Buffer) => Buffer): Promise<string> => {
    const { id } = await write(content);
    writeFileSync(pathOf(id), change(readFileSync(pathOf(id))));
    return id;
  };
  const blockAt = (number: number) => header + number * sealedBlock;
  const swapped = (bytes: Buffer): Buffer =>
    Buffer.concat([
      bytes.subarray(0, header),
      bytes.subarray(blockAt(1), blockAt(2)),
      bytes.subarray(header, blockAt(1)),
      bytes.subarray(blockAt(2)),
    ]);

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['whose last block is gone', (bytes) => bytes.subarray(0, blockAt(3))],
    ['that ends inside a block', (bytes) => bytes.subarray(0, -1)],
    ['with nothing but its header', (bytes) => bytes.subarray(0, header)],
    ['that ends inside its header', (bytes) => bytes.subarray(0, 20)],
    ['that is empty', () => Buffer.alloc(0)],
    ['with two blocks exchanged', swapped],
    [
      'with a block left out',
      (bytes) => Buffer.concat([bytes.subarray(0, blockAt(1)), bytes.subarray(blockAt(2))]),
    ],
    [
      'with a block repeated',
      (bytes) => Buffer.concat([bytes.subarray(0, blockAt(1)), bytes.subarray(header)]),
    ],
    ['with something appended', (bytes) => Buffer.concat([bytes, Buffer.alloc(16)])],
    ['of another format', (bytes) => Buffer.concat([Buffer.from('JBD2'), bytes.subarray(4)])],
    [
      'of a key that is not here',
      (bytes) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(8), bytes.subarray(12)]),
    ],
  ])('%s is noticed', async (_, change) => {
    await expect(readAll(await alter(change))).rejects.toThrow(DocumentDamagedError);
  });

  it('with any one bit changed is noticed', async () => {
    const { id } = await write(Buffer.from('short'));
    const bytes = readFileSync(pathOf(id));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(pathOf(id), altered);
      await expect(readAll(id)).rejects.toThrow(DocumentDamagedError);
    }
  });

  it('that took another one’s name is noticed', async () => {
    const [one, two] = [await write(Buffer.from('one')), await write(Buffer.from('two'))];
    renameSync(pathOf(two.id), pathOf(one.id));
    await expect(readAll(one.id)).rejects.toThrow(DocumentDamagedError);
  });
});
