import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkPacker, type KeyMaterial, keyring, sealingBytes, UnsealError } from '../../src/keys/index.js';

const material: KeyMaterial = {
  keys: [
    { id: '00000000000000a1', purpose: 'records', use: 'seal', active: true, bytes: randomBytes(32) },
    { id: '00000000000000a0', purpose: 'records', use: 'seal', active: false, bytes: randomBytes(32) },
    { id: '00000000000000b1', purpose: 'other', use: 'seal', active: true, bytes: randomBytes(32) },
    { id: '00000000000000c1', purpose: 'worker-id', use: 'index', active: true, bytes: Buffer.alloc(32, 7) },
    { id: '00000000000000d1', purpose: 'documents', use: 'derive', active: true, bytes: Buffer.alloc(32, 9) },
  ],
};
const ring = keyring(material, randomBytes);
const secret = Buffer.from('收縮壓 120');

const reasonOf = (open: () => unknown): string => {
  try {
    open();
  } catch (error) {
    if (error instanceof UnsealError) return error.reason;
    throw error;
  }
  return 'opened';
};

describe('a sealed value', () => {
  it('opens with its purpose and context, and is 37 bytes longer than what it holds', () => {
    const sealed = ring.seal('records', secret, 'record:1');
    expect(sealed.length).toBe(secret.length + 37);
    expect(ring.open('records', sealed, 'record:1')).toEqual(secret);
  });

  it('round-trips any bytes under any context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, context) => {
        expect(ring.open('records', ring.seal('records', bytes, context), context)).toEqual(
          Buffer.from(bytes),
        );
      }),
    );
  });

  it('does not open for another record', () => {
    const sealed = ring.seal('records', secret, 'record:1');
    expect(reasonOf(() => ring.open('records', sealed, 'record:2'))).toBe('not-authentic');
  });

  it('does not open for another purpose', () => {
    const sealed = ring.seal('records', secret, 'record:1');
    expect(reasonOf(() => ring.open('other', sealed, 'record:1'))).toBe('unknown-key');
  });

  it('does not open with any single bit changed', () => {
    const sealed = ring.seal('records', Buffer.from('x'), 'record:1');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(reasonOf(() => ring.open('records', altered, 'record:1'))).not.toBe('opened');
    }
  });

  it('does not open when it was cut, and never throws another error', () => {
    const sealed = ring.seal('records', Buffer.from('x'), 'record:1');
    for (let length = 0; length < sealed.length; length++) {
      const expected = length < 37 ? 'malformed' : 'not-authentic';
      expect(reasonOf(() => ring.open('records', sealed.subarray(0, length), 'record:1'))).toBe(expected);
    }
  });

  it('of any bytes that are not ours is refused with our own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(reasonOf(() => ring.open('records', Buffer.from(bytes), ''))).not.toBe('opened');
        expect(reasonOf(() => ring.openChunk('records', Buffer.from(bytes), ''))).not.toBe('opened');
      }),
    );
  });

  it('never repeats a nonce', () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 10_000; n++) {
      nonces.add(ring.seal('records', secret, '').toString('hex', 9, 21));
    }
    expect(nonces.size).toBe(10_000);
  });

  it('of a retired key still opens', () => {
    const before: KeyMaterial = {
      keys: material.keys
        .filter(({ id }) => id === '00000000000000a0')
        .map((key) => ({ ...key, active: true })),
    };
    const sealed = keyring(before, randomBytes).seal('records', secret, 'record:1');
    expect(ring.open('records', sealed, 'record:1')).toEqual(secret);
    expect(ring.seal('records', secret, 'record:1').toString('hex', 1, 9)).toBe('00000000000000a1');
  });

  it('with a purpose that was not opened is a mistake of the caller', () => {
    expect(() => ring.seal('nothing', secret, '')).toThrow(TypeError);
    expect(() => ring.seal('worker-id', secret, '')).toThrow(TypeError);
  });
});

describe('a sealed chunk', () => {
  const rows = [
    { row: 2, content: Buffer.from('first') },
    { row: 3, content: Buffer.alloc(0) },
    { row: 4_294_967_295, content: Buffer.from('last') },
  ];

  it('gives each row by its own number', () => {
    const opened = ring.openChunk(
      'records',
      ring.sealChunk('records', rows, 'submission:1/chunk:0'),
      'submission:1/chunk:0',
    );
    expect([...opened]).toEqual(rows.map(({ row, content }) => [row, content]));
  });

  it('does not open for another submission or chunk', () => {
    const sealed = ring.sealChunk('records', rows, 'submission:1/chunk:0');
    expect(reasonOf(() => ring.openChunk('records', sealed, 'submission:1/chunk:1'))).toBe('not-authentic');
  });

  it('and a single value are not taken for each other', () => {
    const chunk = ring.sealChunk('records', rows, 'x');
    const value = ring.seal('records', secret, 'x');
    expect(reasonOf(() => ring.open('records', chunk, 'x'))).toBe('malformed');
    expect(reasonOf(() => ring.openChunk('records', value, 'x'))).toBe('malformed');
  });

  it('round-trips any rows', () => {
    const anyRows = fc.uniqueArray(
      fc.record({ row: fc.integer({ min: 0, max: 0xffff_ffff }), content: fc.uint8Array({ maxLength: 40 }) }),
      { selector: ({ row }) => row },
    );
    fc.assert(
      fc.property(anyRows, (some) => {
        const opened = ring.openChunk('records', ring.sealChunk('records', some, 'x'), 'x');
        expect([...opened]).toEqual(some.map(({ row, content }) => [row, Buffer.from(content)]));
      }),
    );
  });
});

describe('a blind index', () => {
  it('is HMAC-SHA-256 of the normalised value', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.string({ unit: 'grapheme' }),
        (bytes, value) => {
          const index = {
            id: '00000000000000c1',
            purpose: 'worker-id',
            use: 'index',
            active: true,
            bytes,
          } as const;
          const expected = createHmac('sha256', bytes).update(value).digest();
          expect(keyring({ keys: [index] }, randomBytes).blindIndex('worker-id', value)).toEqual(expected);
        },
      ),
    );
  });

  it('of one value is not changed by the next', () => {
    const first = ring.blindIndex('worker-id', 'A123456789');
    const kept = Buffer.from(first);
    expect(ring.blindIndex('worker-id', 'A123456788')).not.toEqual(first);
    expect(first).toEqual(kept);
  });
});

describe('a blind index of blocks', () => {
  const hex = (text: string) => Buffer.from(text, 'hex');

  it('is AES-256-CMAC of each: the example of NIST SP 800-38B', () => {
    const bytes = hex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');
    const index = { id: '00000000000000c1', purpose: 'workers', use: 'index', active: true, bytes } as const;
    const block = hex('6bc1bee22e409f96e93d7e117393172a');
    expect(
      keyring({ keys: [index] }, randomBytes)
        .blindIndexBlocks('workers', block)
        .toString('hex'),
    ).toBe('28a7023f452e8f82bd4bf28d8c37c35c');
  });

  it('agrees with openssl for any key and block', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (bytes, block) => {
          const key = `hexkey:${Buffer.from(bytes).toString('hex')}`;
          const options = ['mac', '-cipher', 'AES-256-CBC', '-macopt', key, 'CMAC'];
          const said = execFileSync('openssl', options, { input: block }).toString().trim().toLowerCase();
          const index = { id: '00000000000000c1', purpose: 'w', use: 'index', active: true, bytes } as const;
          const made = keyring({ keys: [index] }, randomBytes).blindIndexBlocks('w', block);
          expect(made.toString('hex')).toBe(said);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is the same for a block alone and among others', () => {
    const blocks = randomBytes(16 * 40);
    const all = ring.blindIndexBlocks('worker-id', blocks);
    expect(all.length).toBe(blocks.length);
    for (let at = 0; at < blocks.length; at += 16) {
      const alone = ring.blindIndexBlocks('worker-id', blocks.subarray(at, at + 16));
      expect(all.subarray(at, at + 16)).toEqual(alone);
    }
  });

  it('of a broken block is a mistake of the caller', () => {
    expect(() => ring.blindIndexBlocks('worker-id', Buffer.alloc(17))).toThrow(TypeError);
    expect(ring.blindIndexBlocks('worker-id', Buffer.alloc(0)).length).toBe(0);
  });
});

describe('a chunk packed out of columns', () => {
  it('opens as the same rows sealed one by one, whether or not rows between them were left out', () => {
    const anyRows = fc.array(fc.record({ content: fc.uint8Array({ maxLength: 40 }), gap: fc.nat(3) }), {
      minLength: 1,
      maxLength: 30,
    });
    const packer = new ChunkPacker();
    fc.assert(
      fc.property(anyRows, fc.nat(5), (some, from) => {
        const starts: number[] = [];
        const pieces: Buffer[] = [];
        let at = 0;
        for (const { content, gap } of some) {
          starts.push(at + gap);
          pieces.push(Buffer.alloc(gap, 0xff), Buffer.from(content));
          at += gap + content.length;
        }
        const columns = {
          bytes: Buffer.concat(pieces),
          rows: Uint32Array.from(some, (_, row) => row + 2),
          starts: Uint32Array.from(starts),
          ends: Uint32Array.from(some, ({ content }, row) => (starts[row] ?? 0) + content.length),
        };
        const packed = packer.pack(columns, Math.min(from, some.length), some.length);
        const into = Buffer.alloc(packed.length + sealingBytes + 5);
        const opened = ring.openChunk('records', ring.sealPacked('records', packed, 'x', into), 'x');
        const expected = some.map(({ content }, row) => [row + 2, Buffer.from(content)]).slice(from);
        expect([...opened]).toEqual(expected);
      }),
    );
  });
});

describe('a derived key', () => {
  it('depends on data key, purpose, salt and info alone', () => {
    const salt = Buffer.alloc(32, 1);
    const derive = (info: string, at = salt) =>
      ring.deriveKey('documents', { salt: at, info }).secret.export();
    expect(derive('a')).toEqual(derive('a'));
    expect(derive('a')).not.toEqual(derive('b'));
    expect(derive('a')).not.toEqual(derive('a', Buffer.alloc(32, 2)));
  });
});

describe('key material', () => {
  it('opens in a worker thread what this thread sealed', async () => {
    const sealed = ring.seal('records', secret, 'record:1');
    const built = new URL('../../dist/src/keys/index.js', import.meta.url).href;
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       import(workerData.built).then(({ keyring }) => {
         const ring = keyring(workerData.material, require('node:crypto').randomBytes);
         parentPort.postMessage(ring.open('records', Buffer.from(workerData.sealed), 'record:1').toString());
       });`,
      { eval: true, workerData: { built, material, sealed } },
    );
    const opened = await new Promise((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    await worker.terminate();
    expect(opened).toBe('收縮壓 120');
  });
});
