import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { jsonOf } from '../../web/support/ask.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const open = opener('sqlite');
const api = '/api/v1/submissions?kind=general&fileName=';

describe('sending a file', () => {
  let ground: ReportGround;
  let site: ReportSite;

  beforeAll(async () => {
    // The limit is a tenth of the real one, so that passing it takes a tenth of the time.
    ground = await openReportGround(await open(), { fileBytes: 10_000_000 });
    site = await startReportSite(ground);
  });

  it('as a program: 202 at once, with number and status address', async () => {
    const answer = await post(`${api}${encodeURIComponent('健檢.csv')}`, sample({ seed: 11 }));
    expect(answer.status).toBe(202);
    const body = await jsonOf(answer);
    expect(body).toMatchObject({ status: 'received', fileName: '健檢.csv', rows: null, kind: 'general' });
    expect(body.number).toMatch(/^S1151122-[34679ACDEFGHJKMNPQRTWXY]{6}$/);
    expect(answer.headers.get('location')).toBe(`/api/v1/submissions/${body.number}`);
  });

  it('with the form: leads to the page of the submission', async () => {
    const { headers, csrfToken } = await site.signIn(ground.institution);
    const answer = await postForm(form({ _csrf: csrfToken, kind: 'general' }, sample({ seed: 12 })), headers);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/submissions\/S1151122-/);
  });

  it('with the form and a script: 202 and the address', async () => {
    const { headers, csrfToken } = await site.signIn(ground.institution);
    const body = form({ _csrf: csrfToken, kind: 'general' }, sample({ seed: 13 }));
    const answer = await postForm(body, { ...headers, accept: 'application/json' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toMatch(/^\/submissions\/S1151122-/);
  });

  it('keeps the name of the file without path, control and direction characters', async () => {
    const answer = await post(
      `${api}${encodeURIComponent('C:\\資料\\甲\u202Evsc.exe\u0000.csv')}`,
      sample({ seed: 14 }),
    );
    expect((await jsonOf(answer)).fileName).toBe('甲vsc.exe.csv');
  });

  it('twice with one Idempotency-Key makes one submission, with another file is refused', async () => {
    const key = { 'idempotency-key': '"6f1c"' };
    const [one, other] = await Promise.all([
      post(`${api}a.csv`, sample({ seed: 15 }), key),
      post(`${api}a.csv`, sample({ seed: 15 }), key),
    ]);
    expect((await jsonOf(one)).number).toBe((await jsonOf(other)).number);
    const refused = await post(`${api}a.csv`, sample({ seed: 16 }), key);
    expect(refused.status).toBe(422);
    expect((await jsonOf(refused)).code).toBe('ERR_UPLOAD_KEY_REUSED');
    const unreadable = await post(`${api}a.csv`, sample({ seed: 16 }), { 'idempotency-key': 'with blank' });
    expect((await jsonOf(unreadable)).code).toBe('ERR_UPLOAD_KEY_MALFORMED');
  });

  describe('is refused and leaves nothing', () => {
    it('when it announces more than the limit: before a byte of it is read', async () => {
      const sent = await begin(`${api}a.csv`, { 'content-length': '10100000' });
      sent.flushHeaders();
      const answer = await answerOf(sent);
      expect(answer).toMatchObject({ status: 413, code: 'ERR_UPLOAD_TOO_LARGE' });
      expect(answer.detail).toBe(
        '這個檔案超過 10 MB 的上限，沒有收下。請把資料分成幾個檔案，分批上傳；每個檔案都要有標題列。',
      );
      sent.destroy();
    });

    it('when it passes the limit unannounced: while it is still being sent', async () => {
      const before = await countFiles();
      const sent = await begin(`${api}a.csv`);
      const piece = Buffer.alloc(1_000_000, 'a');
      const answered = answerOf(sent);
      let pieces = 0;
      let isAnswered = false;
      void answered.then(() => {
        isAnswered = true;
      });
      while (!isAnswered) {
        pieces += 1;
        if (!sent.write(piece)) await Promise.race([once(sent, 'drain'), answered]);
      }
      expect(await answered).toMatchObject({ status: 413, code: 'ERR_UPLOAD_TOO_LARGE' });
      expect(pieces).toBeGreaterThan(10);
      sent.destroy();
      expect(await countFiles()).toBe(before);
    });

    it('when the line is cut in the middle', async () => {
      const before = await countFiles();
      const rows = await countSubmissions();
      for (const headers of [{ 'content-length': '5000000' }, {}]) {
        const sent = await begin(`${api}a.csv`, headers);
        sent.on('error', () => undefined);
        sent.write(Buffer.alloc(2_000_000, 'a'));
        await until(async () => (await countFiles()) > before);
        sent.destroy();
        await until(async () => (await countFiles()) === before);
      }
      expect(await countSubmissions()).toBe(rows);
    });

    it('when a form is cut in the middle', async () => {
      const before = await countFiles();
      const { headers, csrfToken } = await site.signIn(ground.institution);
      const body = form({ _csrf: csrfToken, kind: 'general' }, Buffer.alloc(3_000_000, 'a'));
      const sent = request(`${site.url}/submissions`, {
        method: 'POST',
        headers: { ...headers, ...formType, 'content-length': String(body.length) },
      });
      sent.on('error', () => undefined);
      sent.write(body.subarray(0, 2_000_000));
      await until(async () => (await countFiles()) > before);
      sent.destroy();
      await until(async () => (await countFiles()) === before);
    });

    it('without the token of our own form', async () => {
      const before = await countFiles();
      const { headers } = await site.signIn(ground.institution);
      for (const fields of [{ kind: 'general' }, { _csrf: 'wrong', kind: 'general' }]) {
        const answer = await postForm(form(fields, sample({ seed: 20 })), headers);
        expect(answer.status).toBe(403);
      }
      expect(await countFiles()).toBe(before);
    });

    it('without a file: the form comes back with the sentence at the field', async () => {
      const before = await countFiles();
      const { headers, csrfToken } = await site.signIn(ground.institution);
      const answer = await postForm(
        form({ _csrf: csrfToken, kind: 'general' }, Buffer.alloc(0), ''),
        headers,
      );
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('還沒有選擇檔案。請選擇要申報的 CSV 或 Excel 檔，再按「上傳」。');
      expect(await countFiles()).toBe(before);
    });

    it('with two files', async () => {
      const before = await countFiles();
      const { headers, csrfToken } = await site.signIn(ground.institution);
      const one = form({ _csrf: csrfToken, kind: 'general' }, sample({ seed: 21 }));
      const two = Buffer.concat([
        one.subarray(0, one.length - end.length),
        filePart('b.csv', sample({ seed: 22 })),
        Buffer.from(end),
      ]);
      const answer = await postForm(two, { ...headers, accept: 'application/json' });
      expect((await jsonOf(answer)).code).toBe('ERR_UPLOAD_SEVERAL_FILES');
      expect(await countFiles()).toBe(before);
    });

    it('as a form that ends too early or is none', async () => {
      const before = await countFiles();
      const { headers, csrfToken } = await site.signIn(ground.institution);
      const whole = form({ _csrf: csrfToken, kind: 'general' }, sample({ seed: 23 }));
      const json = { ...headers, accept: 'application/json' };
      const short = await postForm(whole.subarray(0, whole.length - 200), json);
      expect((await jsonOf(short)).code).toBe('ERR_UPLOAD_FORM_MALFORMED');
      const none = await postForm(Buffer.from('kind=general'), { ...json, 'content-type': 'text/plain' });
      expect((await jsonOf(none)).code).toBe('ERR_UPLOAD_FORM_MALFORMED');
      expect(await countFiles()).toBe(before);
    });

    it('of a kind that is not known', async () => {
      const answer = await post('/api/v1/submissions?kind=dental', sample({ seed: 24 }));
      expect(answer.status).toBe(422);
      expect((await jsonOf(answer)).errors).toMatchObject([
        { field: 'kind', code: 'ERR_UPLOAD_KIND_UNKNOWN' },
      ]);
    });

    it('from an institution that is not recognised today', async () => {
      ground.now = new Date('2030-01-01T00:00:00Z');
      const answer = await post(`${api}a.csv`, sample({ seed: 25 }));
      ground.now = new Date('2026-11-22T02:00:00Z');
      expect(answer.status).toBe(403);
      const problem = await jsonOf(answer);
      expect(problem.code).toBe('ERR_INSTITUTION_RECOGNITION_ENDED');
      expect(problem.detail).toMatch(/的一般健檢認可已於 \d{4}-\d\d-\d\d 到期/);
    });

    it('from staff of the agency and from nobody', async () => {
      const staff = await site.signIn(ground.institution, { role: 'reviewer', carrier: 'bearer' });
      expect((await post(`${api}a.csv`, sample(), staff.headers)).status).toBe(403);
      expect((await post(`${api}a.csv`, sample(), { authorization: 'Bearer x' })).status).toBe(401);
    });
  });

  async function begin(path: string, headers: Record<string, string> = {}): Promise<ClientRequest> {
    const signedIn = await site.signIn(ground.institution, { carrier: 'bearer' });
    return request(`${site.url}${path}`, { method: 'POST', headers: { ...signedIn.headers, ...headers } });
  }

  async function post(path: string, body: Buffer, headers: Record<string, string> = {}): Promise<Response> {
    const signedIn = await site.signIn(ground.institution, { carrier: 'bearer' });
    return fetch(`${site.url}${path}`, {
      method: 'POST',
      headers: { ...signedIn.headers, ...headers },
      body,
    });
  }

  function postForm(body: Buffer, headers: Record<string, string>): Promise<Response> {
    return fetch(`${site.url}/submissions`, {
      method: 'POST',
      headers: { ...formType, ...headers, 'sec-fetch-site': 'same-origin' },
      body,
      redirect: 'manual',
    });
  }

  async function countFiles(): Promise<number> {
    return ground.storedFiles().length;
  }

  async function countSubmissions(): Promise<number> {
    const [counted] = await ground.db('submissions').count({ n: '*' });
    return Number(counted?.n);
  }
});

const boundary = 'jianbao-test-boundary';
const formType = { 'content-type': `multipart/form-data; boundary=${boundary}` };
const end = `--${boundary}--\r\n`;

function form(fields: Readonly<Record<string, string>>, file: Buffer, fileName = '健檢.csv'): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.concat([Buffer.from(parts.join('')), filePart(fileName, file), Buffer.from(end)]);
}

function filePart(fileName: string, file: Buffer): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: text/csv\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n')]);
}

async function answerOf(sent: ClientRequest): Promise<Record<string, unknown> & { status: number }> {
  sent.on('error', () => undefined);
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const chunk of answer) text += chunk;
  return { ...JSON.parse(text), status: answer.statusCode };
}

/** Resolves when the condition holds; the test's own timeout ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}
