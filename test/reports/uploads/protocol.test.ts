import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { createDocumentStore, type MalwareScanner } from '../../../src/documents/index.js';
import { Problem } from '../../../src/problems/index.js';
import { cancelSubmission } from '../../../src/reports/submissions/cancel.js';
import { expireUploads } from '../../../src/reports/uploads/expire-uploads.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { jsonOf } from '../../web/support/ask.js';
import {
  addInstitution,
  openReportGround,
  type ReportGround,
  sample,
  start,
} from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';
import {
  checksumHeader,
  metadataHeader,
  offsetOf,
  patchHeaders,
  pathOf,
  sha256,
  submissionOf,
  type TusAsker,
  tusAsker,
} from './support/tus-asker.js';

describeOnEachDatabase('an upload that goes on after a cut', (open) => {
  let ground: ReportGround;
  let site: ReportSite;
  let tus: TusAsker;
  let headers: Readonly<Record<string, string>>;

  beforeAll(async () => {
    ground = await openReportGround(await open(), {
      fileBytes: 10_000_000,
      unfinishedUploads: 5,
      unfinishedBytes: 20_000_000,
    });
    site = await startReportSite(ground);
    ({ headers } = await site.signIn(ground.institution, { carrier: 'bearer' }));
    tus = tusAsker(site.url, headers);
  });

  it('says what it can do', async () => {
    const answer = await tus.ask('OPTIONS', '/api/v1/uploads');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('tus-version')).toBe('1.0.0');
    expect(answer.headers.get('tus-extension')).toBe('creation,checksum,termination,expiration');
    expect(answer.headers.get('tus-checksum-algorithm')).toBe('sha1,sha256');
    expect(answer.headers.get('tus-max-size')).toBe('10000000');
  });

  it('takes a file in pieces and makes the submission that the form would have made', async () => {
    const file = sample({ seed: 31 });
    const path = await begin(file, { filename: '健檢.csv' });
    const first = await tus.patch(path, 0, file.subarray(0, 700), checksumHeader(file.subarray(0, 700)));
    expect([first.status, offsetOf(first), submissionOf(first)]).toEqual([204, 700, '']);
    const head = await tus.head(path);
    expect([head.status, offsetOf(head), head.headers.get('upload-length')]).toEqual([
      200,
      700,
      String(file.length),
    ]);
    expect(head.headers.get('cache-control')).toBe('no-store');
    expect(head.headers.get('upload-expires')).toBe('Mon, 23 Nov 2026 02:00:00 GMT');
    expect(head.headers.get('upload-metadata')).toBe(
      metadataHeader({ filename: '健檢.csv', kind: 'general', sha256: sha256(file) }),
    );
    const last = await tus.patch(path, 700, file.subarray(700), checksumHeader(file.subarray(700), 'sha1'));
    expect([last.status, offsetOf(last)]).toEqual([204, file.length]);
    const submission = await ground.read(submissionOf(last));
    expect(submission).toMatchObject({
      kind: 'general',
      purpose: 'report',
      state: 'received',
      accountId: ground.institution.accountId,
      file: { name: '健檢.csv', size: file.length },
      card: { profile: 'citizen' },
    });
    expect(submission.file.sha256.toString('hex')).toBe(sha256(file));
    expect(await partsLeft()).toBe(0);
    const again = await fetch(`${site.url}/api/v1/submissions?kind=general`, {
      method: 'POST',
      headers,
      body: new Uint8Array(file),
    });
    expect((await jsonOf(again)).number).toBe(submission.number);
  });

  it('tells the submission once more to whoever did not get the last answer, also when it has ended since', async () => {
    const file = sample({ seed: 32 });
    const path = await begin(file);
    const number = submissionOf(await tus.patch(path, 0, file));
    await cancelSubmission(ground.services, await ground.read(number), byOperator);
    expect(submissionOf(await tus.head(path))).toBe(number);
    expect(submissionOf(await tus.patch(path, file.length, Buffer.alloc(0)))).toBe(number);
  });

  it('is made into the one submission, although the process died before it noted that', async () => {
    const file = sample({ seed: 33 });
    const path = await begin(file);
    const id = path.split('/').at(-1) ?? '';
    const made = submissionOf(await tus.patch(path, 0, file));
    await cancelSubmission(ground.services, await ground.read(made), byOperator);
    // As it was before the note: everything is there, and no submission is named.
    const { id: part } = await ground.documents.write(Readable.from([file]), {
      purpose: 'upload',
      limitBytes: file.length,
    });
    await ground.db('resumable_uploads').where({ id }).update({ submission_number: null });
    await ground.db('resumable_upload_parts').insert({ upload_id: id, begins_at: 0, document_id: part });
    expect(submissionOf(await tus.patch(path, file.length, Buffer.alloc(0)))).toBe(made);
  });

  it('corrects and withdraws what was accepted, with a reason', async () => {
    const { number, id } = await ground.send(sample({ seed: 43 }));
    await ground.work();
    for (const [name, purpose] of [
      ['corrects', 'correction'],
      ['withdraws', 'withdrawal'],
    ] as const) {
      const file = sample({ seed: 44 });
      const metadata = { sha256: sha256(file), [name]: number };
      const without = await tus.begin(file.length, metadata);
      expect((await jsonOf(without)).errors).toMatchObject([
        { field: 'reason', code: 'ERR_CORRECTION_REASON' },
      ]);
      const other = await tus.begin(file.length, { ...metadata, reason: '單位填錯', kind: 'special' });
      expect((await jsonOf(other)).code).toBe('ERR_CORRECTION_KIND');
      const path = pathOf(await tus.begin(file.length, { ...metadata, reason: '單位填錯' }));
      expect(submissionOf(await tus.patch(path, 0, file))).not.toBe('');
      const made = await ground.read(submissionOf(await tus.head(path)));
      expect(made).toMatchObject({ purpose, correctsId: id, reason: '單位填錯', kind: 'general' });
    }
  });

  it('waits for the signature that the agency asks for, as with the form', async () => {
    ground.policy.submissionSignature = 'required';
    const file = sample({ seed: 45 });
    const path = await begin(file);
    const number = submissionOf(await tus.patch(path, 0, file));
    await ground.work();
    ground.policy.submissionSignature = 'optional';
    expect((await ground.read(number)).state).toBe('awaiting-signature');
  });

  it('takes an empty file, which is refused when it is judged, as with the form', async () => {
    const path = await begin(Buffer.alloc(0));
    const answer = await tus.patch(path, 0, Buffer.alloc(0));
    expect((await ground.read(submissionOf(answer))).file.size).toBe(0);
  });

  it('of the same file begun again is the one that was begun, with what has arrived', async () => {
    const file = sample({ seed: 34 });
    const path = await begin(file);
    await tus.patch(path, 0, file.subarray(0, 500));
    const again = await tus.begin(file.length, { kind: 'general', sha256: sha256(file), filename: 'b.csv' });
    expect([again.status, pathOf(again), offsetOf(again)]).toEqual([201, path, 500]);
    const both = await Promise.all([1, 2].map(() => tus.begin(9, { kind: 'general', sha256: sha256(file) })));
    expect(new Set(both.map(pathOf)).size).toBe(1);
    const last = await tus.patch(path, 500, file.subarray(500));
    expect((await ground.read(submissionOf(last))).file.name).toBe('b.csv');
    await tus.remove(pathOf(both[0] as Response));
  });

  it('keeps of a part that was cut what had come, and goes on from there', async () => {
    const file = sample({ seed: 35 });
    const path = await begin(file);
    await sendAndCut(path, file.subarray(0, 1_000));
    await until(async () => offsetOf(await tus.head(path)) > 0);
    const offset = offsetOf(await tus.head(path));
    expect(offset).toBe(1_000);
    const last = await tus.patch(path, offset, file.subarray(offset));
    expect((await ground.read(submissionOf(last))).file.sha256.toString('hex')).toBe(sha256(file));
  });

  it('keeps nothing of a part with a checksum that was cut or damaged', async () => {
    const file = sample({ seed: 36 });
    const path = await begin(file);
    await sendAndCut(path, file.subarray(0, 1_000), checksumHeader(file));
    const damaged = Buffer.from(file);
    damaged[10] = (damaged[10] ?? 0) ^ 1;
    const answer = await tus.patch(path, 0, damaged, checksumHeader(file));
    expect([answer.status, (await jsonOf(answer)).code]).toEqual([460, 'ERR_UPLOAD_CHECKSUM']);
    expect(offsetOf(await tus.head(path))).toBe(0);
    expect(submissionOf(await tus.patch(path, 0, file, checksumHeader(file)))).toMatch(/^S1151122-/);
  });

  it('of two parts at once takes one', async () => {
    const file = sample({ seed: 37, rows: 50 });
    const path = await begin(file);
    const half = Math.floor(file.length / 2);
    const answers = await Promise.all([1, 2, 3].map(() => tus.patch(path, 0, file.subarray(0, half))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect(offsetOf(await tus.head(path))).toBe(half);
    expect(
      await ground.db('resumable_upload_parts').where({ upload_id: path.split('/').at(-1) }),
    ).toHaveLength(1);
    const ends = await Promise.all([1, 2].map(() => tus.patch(path, half, file.subarray(half))));
    const numbers = ends.filter(({ status }) => status === 204).map(submissionOf);
    expect(numbers).toHaveLength(1);
    expect((await ground.read(numbers[0] ?? '')).file.sha256.toString('hex')).toBe(sha256(file));
  });

  it('notices at the end that the file was changed meanwhile, and keeps nothing of it', async () => {
    const file = sample({ seed: 38 });
    const path = await begin(file);
    const changed = Buffer.from(file);
    changed[changed.length - 5] = 0x39;
    const answer = await tus.patch(path, 0, changed);
    expect([answer.status, (await jsonOf(answer)).code]).toEqual([422, 'ERR_UPLOAD_CHANGED']);
    expect((await tus.head(path)).status).toBe(404);
    expect(await partsLeft()).toBe(0);
    expect(await lastAction()).toBe('upload.refuse');
  });

  it('notices it between two parts too, and the file begun with its new content is another one', async () => {
    const file = sample({ seed: 46 });
    const path = await begin(file);
    await tus.patch(path, 0, file.subarray(0, 500));
    const changed = Buffer.from(file);
    changed[changed.length - 5] = (changed[changed.length - 5] ?? 0) ^ 1;
    const other = await begin(changed);
    expect(other).not.toBe(path);
    expect(offsetOf(await tus.head(other))).toBe(0);
    await tus.remove(other);
    const answer = await tus.patch(path, 500, changed.subarray(500), checksumHeader(changed.subarray(500)));
    expect([answer.status, (await jsonOf(answer)).code]).toEqual([422, 'ERR_UPLOAD_CHANGED']);
    expect((await tus.head(path)).status).toBe(404);
    expect(await partsLeft()).toBe(0);
  });

  it('of a file that has become longer is refused, of one that has become shorter waits for its end', async () => {
    const file = sample({ seed: 47 });
    const path = await begin(file);
    await tus.patch(path, 0, file.subarray(0, 500));
    const longer = Buffer.concat([file, file]);
    const answer = await tus.patch(path, 500, longer.subarray(500));
    expect([answer.status, (await jsonOf(answer)).code]).toEqual([413, 'ERR_UPLOAD_BEYOND_LENGTH']);
    expect(offsetOf(await tus.head(path))).toBe(500);
    const shorter = await tus.patch(path, 500, file.subarray(500, -100));
    expect([offsetOf(shorter), submissionOf(shorter)]).toEqual([file.length - 100, '']);
    // The same content in another length is another file.
    expect(pathOf(await tus.begin(file.length - 100, { kind: 'general', sha256: sha256(file) }))).not.toBe(
      path,
    );
    for (const one of await ground.db('resumable_uploads').whereNull('submission_number').pluck('id')) {
      await tus.remove(`/api/v1/uploads/${one}`);
    }
  });

  it('is shown to the scanner whole, and removed when something is found that two parts hide', async () => {
    const malware: MalwareScanner = {
      async scan(content) {
        let text = '';
        for await (const chunk of content) text += Buffer.from(chunk).toString();
        if (text.includes('harmful')) throw new Problem('ERR_FILE_MALWARE');
      },
      isThere: async () => true,
    };
    const documents = createDocumentStore({
      directory: join(ground.directory, 'documents'),
      keyring: ground.keys,
      random: (size) => randomBytes(size),
      malware,
    });
    const scanned = await startReportSite({ ...ground, services: { ...ground.services, documents } });
    const session = await scanned.signIn(ground.institution, { carrier: 'bearer' });
    const asker = tusAsker(scanned.url, session.headers);
    const file = Buffer.from('some harmful bytes');
    const path = pathOf(await asker.begin(file.length, { kind: 'general', sha256: sha256(file) }));
    expect((await asker.patch(path, 0, file.subarray(0, 8))).status).toBe(204);
    const answer = await asker.patch(path, 8, file.subarray(8));
    expect((await jsonOf(answer)).code).toBe('ERR_FILE_MALWARE');
    expect((await asker.head(path)).status).toBe(404);
    expect(await partsLeft()).toBe(0);
  });

  it('is removed when it is broken off, and when it stands still for a day', async () => {
    const file = sample({ seed: 39 });
    const before = ground.storedFiles().length;
    const one = await begin(file);
    await tus.patch(one, 0, file.subarray(0, 300));
    expect((await tus.remove(one)).status).toBe(204);
    expect((await tus.remove(one)).status).toBe(404);
    expect(await lastAction()).toBe('upload.discard');
    const other = await begin(file);
    await tus.patch(other, 0, file.subarray(0, 300));
    expect(ground.storedFiles().length).toBe(before + 1);
    const day = 24 * 3_600_000;
    try {
      ground.now = new Date(start.getTime() + day - 1);
      expect((await tus.head(other)).status).toBe(200);
      ground.now = new Date(start.getTime() + day);
      expect((await tus.head(other)).status).toBe(404);
      await expireUploads(ground.services);
    } finally {
      ground.now = start;
    }
    expect(await ground.db('resumable_uploads').count({ n: '*' })).toEqual([{ n: 0 }]);
    expect(ground.storedFiles().length).toBe(before);
    expect(await ground.db('documents').where({ purpose: 'upload' })).toEqual([]);
    expect(await lastAction()).toBe('upload.expire');
  });

  it('is limited for an institution in number and bytes, also when several are begun at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => tus.begin(1_000 + at, { kind: 'general' })),
    );
    const begun = answers.filter(({ status }) => status === 201);
    expect(begun).toHaveLength(5);
    const full = answers.find(({ status }) => status !== 201);
    expect(full?.status).toBe(429);
    expect((await jsonOf(full as Response)).code).toBe('ERR_UPLOADS_FULL');
    for (const answer of begun) await tus.remove(pathOf(answer));
    const big = [
      await tus.begin(10_000_000, { kind: 'general' }),
      await tus.begin(10_000_000, { kind: 'general' }),
    ];
    expect((await tus.begin(1, { kind: 'general' })).status).toBe(429);
    for (const answer of big) await tus.remove(pathOf(answer));
  });

  describe('is refused', () => {
    it.each([
      ['without a length', {}, 'ERR_UPLOAD_LENGTH', 400],
      ['with a length to come', { 'upload-defer-length': '1' }, 'ERR_UPLOAD_LENGTH', 400],
      ['that is too large', { 'upload-length': '10000001' }, 'ERR_UPLOAD_TOO_LARGE', 413],
      [
        'of unreadable metadata',
        { 'upload-length': '1', 'upload-metadata': 'kind ?' },
        'ERR_UPLOAD_METADATA',
        400,
      ],
      [
        'of an unreadable digest',
        { 'upload-length': '1', 'upload-metadata': metadataHeader({ kind: 'general', sha256: 'AB' }) },
        'ERR_UPLOAD_METADATA',
        400,
      ],
      ['of no kind', { 'upload-length': '1' }, 'ERR_FIELDS', 422],
      [
        'that corrects what is not there',
        { 'upload-length': '1', 'upload-metadata': metadataHeader({ corrects: 'S1151122-YYYYYY' }) },
        'ERR_SUBMISSION_NOT_FOUND',
        404,
      ],
    ])('%s', async (_name, headers, code, status) => {
      const answer = await tus.ask('POST', '/api/v1/uploads', { 'tus-resumable': '1.0.0', ...headers });
      expect([answer.status, (await jsonOf(answer)).code]).toEqual([status, code]);
      expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
    });

    it('in another version of the protocol', async () => {
      const answer = await tus.ask('POST', '/api/v1/uploads', { 'tus-resumable': '0.2.2' });
      expect([answer.status, answer.headers.get('tus-version')]).toEqual([412, '1.0.0']);
      expect((await jsonOf(answer)).code).toBe('ERR_UPLOAD_PROTOCOL');
    });

    it('from an institution that is not recognised', async () => {
      ground.now = new Date('2030-01-01T00:00:00Z');
      const answer = await tus.begin(10, { kind: 'general' });
      ground.now = start;
      expect((await jsonOf(answer)).code).toBe('ERR_INSTITUTION_RECOGNITION_ENDED');
    });

    it('part by part, when a part does not fit', async () => {
      const file = sample({ seed: 40 });
      const path = await begin(file);
      const codes = await Promise.all([
        tus.patch(path, 1, file),
        tus.patch(path, 0, Buffer.concat([file, file])),
        tus.patch(path, 0, file, { 'content-type': 'text/csv' }),
        tus.patch(path, 0, file, { 'upload-checksum': 'md5 1B2M2Y8AsgTpgAmY7PhCfg==' }),
      ]);
      expect(await Promise.all(codes.map(async (one) => [one.status, (await jsonOf(one)).code]))).toEqual([
        [409, 'ERR_UPLOAD_OFFSET'],
        [413, 'ERR_UPLOAD_BEYOND_LENGTH'],
        [415, 'ERR_MEDIA_TYPE'],
        [400, 'ERR_UPLOAD_CHECKSUM_UNKNOWN'],
      ]);
      expect(await sendUnannounced(path, Buffer.concat([file, file]))).toBe(413);
      expect(offsetOf(await tus.head(path))).toBe(0);
      await tus.remove(path);
    });

    it('to everybody but the account that began it: not found', async () => {
      const file = sample({ seed: 41 });
      const path = await begin(file);
      await ground.db('institutions').where({ code: '0101010101' }).first('id');
      const other = await addInstitution(ground.db, '0101010101', 'other');
      const colleague = { ...other, id: ground.institution.id, code: ground.institution.code };
      for (const stranger of [other, colleague]) {
        const theirs = tusAsker(site.url, (await site.signIn(stranger, { carrier: 'bearer' })).headers);
        const answers = [
          await theirs.head(path),
          await theirs.patch(path, 0, file),
          await theirs.remove(path),
        ];
        expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      }
      const staff = await site.signIn(ground.institution, { role: 'reviewer', carrier: 'bearer' });
      expect((await tusAsker(site.url, staff.headers).patch(path, 0, file)).status).toBe(403);
      expect((await tusAsker(site.url, {}).patch(path, 0, file)).status).toBe(401);
      expect(offsetOf(await tus.head(path))).toBe(0);
      await tus.remove(path);
    });

    it('from a browser without the token of our page', async () => {
      const { headers: cookie, csrfToken } = await site.signIn(ground.institution);
      const forged = tusAsker(site.url, cookie);
      const file = sample({ seed: 42 });
      expect((await forged.begin(file.length, { kind: 'general' })).status).toBe(403);
      const own = tusAsker(site.url, { ...cookie, 'x-csrf-token': csrfToken });
      const path = pathOf(await own.begin(file.length, { kind: 'general' }));
      expect((await forged.patch(path, 0, file)).status).toBe(403);
      expect((await forged.remove(path)).status).toBe(403);
      expect(submissionOf(await own.patch(path, 0, file))).toMatch(/^S1151122-/);
    });
  });

  async function begin(file: Buffer, metadata: Readonly<Record<string, string>> = {}): Promise<string> {
    return pathOf(await tus.begin(file.length, { kind: 'general', sha256: sha256(file), ...metadata }));
  }

  /** Sends the beginning of a part and ends the connection when it is being written. */
  function sendAndCut(
    path: string,
    bytes: Buffer,
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    return new Promise((resolve) => {
      const sent = request(site.url + path, {
        method: 'PATCH',
        headers: {
          ...headers,
          ...patchHeaders(0),
          ...more,
          'tus-resumable': '1.0.0',
          'content-length': String(bytes.length + 500),
        },
      });
      sent.on('error', () => resolve());
      sent.on('close', () => resolve());
      sent.write(bytes);
      void until(async () => ground.storedFiles().some((name) => name.endsWith('.part'))).then(() =>
        sent.destroy(),
      );
    });
  }

  /** Sends a part without saying how long it is; gives the status. */
  function sendUnannounced(path: string, bytes: Buffer): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = request(site.url + path, {
        method: 'PATCH',
        headers: { ...headers, ...patchHeaders(0), 'tus-resumable': '1.0.0' },
      });
      sent.on('error', reject);
      sent.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.end(bytes);
    });
  }

  async function partsLeft(): Promise<number> {
    const [counted] = await ground.db('documents').where({ purpose: 'upload' }).count({ n: '*' });
    return Number(counted?.n);
  }

  async function lastAction(): Promise<unknown> {
    const entry = await ground.db('audit_entries').orderBy('seq', 'desc').first('action');
    return entry?.action;
  }
});

/** Resolves when the condition holds; the test's own timeout ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}
