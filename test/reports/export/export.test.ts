import { beforeAll, expect, it } from 'vitest';
import { readMany } from '../../../src/reports/export/read-many.js';
import { readContents } from '../../../src/reports/search/read-contents.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';
import { addSupervisors } from '../support/supervisors.js';

describeOnEachDatabase('the export of records', (open) => {
  let ground: ReportGround;
  let site: ReportSite;
  let reporter: OpenedSession;
  let supervisor: OpenedSession;
  let number: string;
  let id: number;
  let names: string[];
  let workers: string[];

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    const file = sample({ rows: 450, seed: 4 });
    ({ number, id } = await ground.send(file));
    await ground.work();
    const [header = '', ...rows] = file.toString().replace('\uFEFF', '').trim().split('\r\n');
    const plain = rows.filter((row) => !row.includes('"')).map((row) => row.split(','));
    names = plain.map((cells) => cells[header.split(',').indexOf('姓名')] ?? '?');
    workers = plain.map((cells) => cells[header.split(',').indexOf('身分證統一編號')] ?? '?');
    reporter = await site.signIn(ground.institution);
    const { first } = await addSupervisors(ground.db);
    supervisor = site.signInStaff(first.accountId, 'supervisor');
  });

  it('opens neighbouring rows together, and gives what is read one by one', async () => {
    const places = [2, 451, 201, 202, 203, 2].map((row) => ({ submissionId: id, row }));
    expect(await readMany(ground, places)).toEqual(await readContents(ground, places));
    await expect(readMany(ground, [{ submissionId: id, row: 9_999 }])).rejects.toThrow(TypeError);
  });

  it('masks personal values for everybody who may search', async () => {
    const path = await search(reporter, {});
    const file = (await read(reporter, `${path}/records.csv`)).split('\r\n');
    expect(file).toHaveLength(452);
    expect(file[0]).toContain('身分證統一編號');
    expect(file[1]?.replaceAll('"', '')).toContain(`${number}/2,`);
    for (const person of [...names.slice(0, 40), ...workers]) expect(file.join('\n')).not.toContain(person);
    expect((await get(reporter, `${path}/export`)).status).toBe(403);
  });

  it('gives a supervisor everything for a reason, which is written down and told to the others', async () => {
    const path = await search(supervisor, { reason: '職災調查' });
    expect(await read(supervisor, path.concat('/results'))).toContain(`${path}/export`);
    const without = await post(supervisor, `${path}/export`, { format: 'csv' });
    expect(without.status).toBe(422);
    expect(await ground.db('mails').where({ event: 'records-exported' })).toEqual([]);
    const answer = await post(supervisor, `${path}/export`, { format: 'csv', reason: '職災調查 115-1' });
    const file = await answer.text();
    expect(file.trimEnd().split('\r\n')).toHaveLength(451);
    for (const person of workers) expect(file).toContain(person);
    const [entry] = await ground.db('audit_entries').where({ action: 'record.export' });
    expect(JSON.parse(Buffer.from(entry.bytes).toString())).toMatchObject({
      detail: { records: 450, format: 'csv', reason: '職災調查 115-1', criteria: { submission: number } },
    });
    const mails = await ground
      .db('mails')
      .where({ event: 'records-exported' })
      .orderBy('id')
      .pluck('recipient');
    expect(mails.sort()).toEqual(['supervisor02@agency.test', 'supervisor03@agency.test']);
  });

  it('lets only who searched export', async () => {
    const path = await search(supervisor, { reason: '職災調查' });
    expect((await get(reporter, `${path}/records.csv`)).status).toBe(404);
  });

  async function search(session: OpenedSession, form: Record<string, string>): Promise<string> {
    const answer = await post(session, '/records', { submission: number, ...form });
    return String(answer.headers.get('location')).replace(/\/results$/, '');
  }

  async function read(session: OpenedSession, path: string): Promise<string> {
    return (await get(session, path)).text();
  }

  function get({ headers }: OpenedSession, path: string) {
    return ask(`${site.url}${path}`, { headers });
  }

  function post({ headers, csrfToken }: OpenedSession, path: string, form: Record<string, string>) {
    const body = new URLSearchParams({ _csrf: csrfToken, ...form });
    return ask(`${site.url}${path}`, { method: 'POST', headers, body });
  }
});
