import { beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { specialFileOf } from '../process/support/judge-special.js';
import { chest, dustRow } from '../support/dust-rows.js';
import { zipOf } from '../support/make-workbook.js';
import { addInstitution, openReportGround, type ReportGround } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

describe('the page of a record with an image', () => {
  const open = opener('sqlite');
  const [before, after] = [chest(1), chest(2)];
  let ground: ReportGround;
  let site: ReportSite;
  let reporter: OpenedSession;
  let stranger: OpenedSession;
  let reviewer: OpenedSession;
  let first: string;
  let corrected: string;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    first = await send(await zipOf({ 't.csv': specialFileOf([dustRow('a.jpg')]), 'a.jpg': before }));
    corrected = await send(
      await zipOf({ 't.csv': specialFileOf([dustRow('b.jpg', { fvc: '91' })]), 'b.jpg': after }),
      first,
    );
    reporter = await site.signIn(ground.institution);
    const other = await addInstitution(ground.db, '0101010101', 'other');
    stranger = await site.signIn(other);
    reviewer = await site.signInStaff(other.accountId, 'reviewer');
  });

  it('shows it together with the personal values only', async () => {
    const masked = await (await get(reporter, `/records/${corrected}/2`)).text();
    expect(masked).toContain('影像上可能有姓名等個人資料');
    expect(masked).not.toContain('<img class="jb-picture');
    const shown = await (await post(reporter, `/records/${corrected}/2/show`)).text();
    expect(shown).toContain(`src="/records/${corrected}/2/image"`);
  });

  it('sends each version its own image, as a file that no browser runs', async () => {
    for (const [number, picture] of [
      [first, before],
      [corrected, after],
    ] as const) {
      const answer = await get(reporter, `/records/${number}/2/image`);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'image/jpeg',
        'content-disposition': `attachment; filename="${number}-2.jpg"; filename*=UTF-8''${number}-2.jpg`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      });
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
    }
  });

  it('writes every look at the image down before it is sent', async () => {
    const looks = () =>
      ground.db('audit_entries').where({ action: 'record.image' }).orderBy('seq').pluck('bytes');
    const seen = await looks();
    await (await get(reporter, `/records/${first}/2/image`)).arrayBuffer();
    const fresh = (await looks()).slice(seen.length).map((bytes) => JSON.parse(String(bytes)).target);
    expect(fresh).toEqual([{ kind: 'record', reference: `${first}/2` }]);
  });

  it('has none for other institutions, nor for the agency without a search', async () => {
    expect((await get(stranger, `/records/${first}/2/image`)).status).toBe(404);
    expect((await get(reviewer, `/records/${first}/2/image`)).status).toBe(404);
    const search = await post(reviewer, '/records', { submission: first, reason: '職安字第1號' });
    const id = /searches\/([\w-]+)\//.exec(search.headers.get('location') ?? '')?.[1];
    expect((await get(reviewer, `/records/${first}/2/image?search=${id}`)).status).toBe(200);
  });

  it('has none where the record has none', async () => {
    expect((await get(reporter, `/records/${first}/3/image`)).status).toBe(404);
  });

  async function send(bytes: Buffer, corrects?: string): Promise<string> {
    const { number } = await ground.send(bytes, {
      kind: 'special',
      name: 'dust.zip',
      ...(corrects !== undefined && {
        correction: { purpose: 'correction', corrects: await ground.read(corrects), reason: '換片' },
      }),
    });
    await ground.work();
    expect((await ground.read(number)).state).toBe('accepted');
    return number;
  }

  function get({ headers }: OpenedSession, path: string): Promise<Response> {
    return ask(`${site.url}${path}`, { headers });
  }

  function post({ headers, csrfToken }: OpenedSession, path: string, form: Record<string, string> = {}) {
    const body = new URLSearchParams({ _csrf: csrfToken, ...form });
    return ask(`${site.url}${path}`, { method: 'POST', headers, body });
  }
});
