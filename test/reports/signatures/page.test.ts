import { beforeAll, describe, expect, it } from 'vitest';
import { insertCard } from '../../../src/certificates/binding/store.js';
import type { CardIdentity } from '../../../src/certificates/index.js';
import { inTransaction } from '../../../src/database/index.js';
import { reportErrors } from '../../../src/problems/reports.js';
import { opener } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { openReportGround, type ReportGround, sample, start } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const open = opener('sqlite');

const identity: CardIdentity = {
  profile: 'citizen',
  name: '王申報',
  serialNumber: '0000000114063001',
  issuerKeyId: 'ab',
  certificateFingerprint: 'cd'.repeat(32),
};

describe('the page of a submission', () => {
  let ground: ReportGround;
  let site: ReportSite;
  let session: OpenedSession;
  let path: string;

  beforeAll(async () => {
    // Real cards sign in the tests beside this one and in the browser.
    ground = await openReportGround(
      await open(),
      {},
      { verifyDocument: async () => ({ identity, signedAt: start }) },
    );
    site = await startReportSite(ground);
    session = await site.signIn(ground.institution);
    const { accountId } = ground.institution;
    await inTransaction(ground.db, (trx) =>
      insertCard(trx, { accountId, identity, at: start, sharing: 'exclusive' }),
    );
    path = `/submissions/${(await ground.send(sample())).number}`;
    await ground.work();
  });

  it('shows no form for the card where the agency takes no signatures', async () => {
    ground.policy.submissionSignature = 'none';
    expect(await page()).not.toContain('文件簽章');
    ground.policy.submissionSignature = 'optional';
    expect(await page()).toContain('data-module="sign"');
  });

  it('tells at the field when nothing was signed', async () => {
    const answer = await send('');
    expect(answer.status).toBe(422);
    const text = await answer.text();
    expect(text).toContain('href="#sign-pin"');
    expect(text).toContain(reportErrors.ERR_SIGNATURE_MISSING.zh);
  });

  it('takes a signature and comes back to where it stands', async () => {
    const answer = await send('MIIB');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}?signed=yes#signature`]);
    const text = await page('?signed=yes');
    expect(text).toContain('簽章完成。');
    expect(text).toContain(`${path}/signatures/${identity.certificateFingerprint}`);
    expect(text).not.toContain('data-module="sign"');
  });

  it('leads to the section when there is no form any more', async () => {
    const text = await (await send('MIIB')).text();
    expect(text).toContain('href="#signature"');
    expect(text).toContain(reportErrors.ERR_SIGNATURE_ALREADY.zh);
  });

  it('does not say that something was signed because the address says so', async () => {
    const other = `/submissions/${(await ground.send(sample({ seed: 2 }))).number}`;
    await ground.work();
    const answer = await ask(`${site.url}${other}?signed=yes`, { headers: session.headers });
    expect(await answer.text()).not.toContain('簽章完成。');
  });

  async function page(query = ''): Promise<string> {
    return (await ask(`${site.url}${path}${query}`, { headers: session.headers })).text();
  }

  function send(signature: string): Promise<Response> {
    const body = new URLSearchParams({ _csrf: session.csrfToken, signature });
    return ask(`${site.url}${path}/signature`, { method: 'POST', headers: session.headers, body });
  }
});
