import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages } from '../../src/locales/index.js';
import type { MailEventName, MailParams } from '../../src/mail/mail-events.js';
import { renderMail } from '../../src/mail/render-mail.js';
import { applicationExamples } from './support/application-examples.js';

const examples: { readonly [Event in MailEventName]: MailParams<Event> } = {
  ...applicationExamples,
  'submission-accepted': {
    institutionName: '測試醫院',
    submission: 'S-1',
    receipt: 'R-1',
    fileName: '健檢.csv',
    rows: 1234,
    acceptedAt: '2026-11-22T00:59:00.000Z',
    path: '/submissions/S-1',
  },
  'submission-refused': {
    institutionName: '測試醫院',
    submission: 'S-2',
    fileName: '健檢.csv',
    rows: 1234,
    errorRows: 3,
    errors: 4,
    warnings: 0,
    refusedAt: '2026-11-22T00:59:00.000Z',
    path: '/submissions/S-2',
  },
  'submission-awaiting': {
    institutionName: '測試醫院',
    submission: 'S-4',
    fileName: '健檢.csv',
    rows: 1234,
    warnings: 5,
    confirmUntil: '2026-12-06T01:00:00.000Z',
    path: '/submissions/S-4',
  },
  'submission-awaiting-signature': {
    institutionName: '測試醫院',
    submission: 'S-5',
    fileName: '健檢.csv',
    rows: 1234,
    signUntil: '2026-12-06T01:00:00.000Z',
    path: '/submissions/S-5',
  },
  'submission-stopped': {
    institutionName: '測試醫院',
    submission: 'S-3',
    fileName: '健檢.csv',
    refusedAt: '2026-11-22T00:59:00.000Z',
    path: '/submissions/S-3',
  },
  'one-time-password': {
    institutionName: '測試醫院',
    userName: 'user000',
    password: 'kX7-one-time',
    validUntil: '2026-12-06T01:00:00.000Z',
    path: '/login',
  },
  'card-bound': { userName: 'user000', profile: 'citizen', boundAt: '2026-11-22T00:59:00.000Z' },
  'card-code': {
    userName: 'user000',
    code: '1234 5678',
    validUntil: '2026-11-22T01:09:00.000Z',
    address: '203.69.20.5',
  },
  'card-replaced': {
    reader: 'overseer',
    userName: 'user000',
    profile: 'medical',
    boundAt: '2026-11-22T00:59:00.000Z',
  },
  'card-unbound': {
    reader: 'holder',
    userName: 'user000',
    profile: 'citizen',
    unboundAt: '2026-11-22T00:59:00.000Z',
    by: 'manager',
    reason: '卡片遺失',
  },
  'password-reset': {
    userName: 'user000',
    path: '/login/reset#AAAA',
    validUntil: '2026-11-22T01:30:00.000Z',
    address: '203.69.20.5',
  },
  'password-changed': {
    userName: 'user000',
    by: 'reset',
    changedAt: '2026-11-22T01:05:00.000Z',
    address: '203.69.20.5',
  },
  'login-paused': { userName: 'user000', lockedUntil: '2026-11-22T01:15:00.000Z', address: '203.69.20.5' },
  'recognition-ending': {
    institutionName: '測試醫院',
    institutionCode: '1268650500',
    kind: 'special',
    until: '2027-01-20',
  },
  'account-idle': {
    reader: 'holder',
    userName: 'user000',
    usedOn: '2026-09-23',
    days: 60,
    suspendOn: '2026-12-23',
    path: '/login',
  },
  'account-suspended': {
    reader: 'manager',
    userName: 'user000',
    usedOn: '2026-08-22',
    days: 92,
    path: '/idle-accounts',
  },
  'last-manager-idle': {
    institutionName: '測試醫院',
    institutionCode: '1268650500',
    userName: 'user000',
    usedOn: '2026-08-22',
    days: 92,
    path: '/idle-accounts',
  },
  'trust-proposed': {
    change: 'add',
    authority: 'TW, 行政院, Root',
    fingerprint: '0123456789abcdef'.repeat(4),
    revocation: 'crl',
    proposer: 'supervisor01',
    reason: '新一代根憑證',
    decideUntil: '2026-12-06T01:00:00.000Z',
    path: '/trust/proposals/1',
  },
  'trust-decided': {
    change: 'revocation',
    authority: 'TW, 行政院, Root',
    fingerprint: '0123456789abcdef'.repeat(4),
    revocation: 'ocsp-then-crl',
    outcome: 'refused',
    decider: 'supervisor02',
    proposer: 'supervisor01',
    reason: '指紋不符',
    decidedAt: '2026-11-22T01:00:00.000Z',
    path: '/trust/proposals/1',
  },
  'staff-changed': {
    reader: 'holder',
    userName: 'reviewer01',
    changes: 'role email',
    by: 'supervisor01',
    changedAt: '2026-11-22T01:00:00.000Z',
  },
  'trust-changed': {
    change: 'remove',
    authority: 'TW, 行政院, Root',
    fingerprint: '0123456789abcdef'.repeat(4),
    revocation: '',
    operator: 'root',
    reason: '金鑰外洩',
    changedAt: '2026-11-22T01:00:00.000Z',
    path: '/trust',
  },
  'retention-proposed': {
    proposer: 'supervisor01',
    records: 1234,
    submissions: 5,
    reason: '115 年度清理',
    decideUntil: '2026-12-06T01:00:00.000Z',
    path: '/retention/proposals/1',
  },
  'retention-decided': {
    outcome: 'approved',
    decider: 'supervisor02',
    proposer: 'supervisor01',
    records: 1234,
    submissions: 5,
    reason: '',
    decidedAt: '2026-11-22T01:00:00.000Z',
    path: '/retention/proposals/1',
  },
  'reconciliation-alarm': { faults: 3, path: '/reconciliation?state=open' },
  'malware-found': { files: 2, signatures: 'Jianbao.Test.Eicar', others: 0, path: '/agency/malware' },
  'records-exported': {
    exporter: 'supervisor01',
    records: 1234,
    reason: '職災調查',
    exportedAt: '2026-11-22T01:00:00.000Z',
    path: '/agency/audit',
  },
};
const events = Object.keys(examples) as MailEventName[];
const origin = 'https://jianbao.example';

describe('every mail in every language', () => {
  it.each(events.flatMap((event) => languages.map((language) => [event, language] as const)))(
    '%s (%s) has a subject of one line and says the same as text and as HTML',
    (event, language) => {
      const { subject, text, html } = renderMail(event, examples[event], { language, origin });
      expect(subject).toMatch(/^[^\r\n]{8,80}$/u);
      expect(html).toContain(`<html lang="${language === 'en' ? 'en-GB' : 'zh-Hant-TW'}">`);
      const lines = text.split('\n').filter((line) => line !== '' && line !== '-- ');
      for (const line of lines) {
        for (const part of line.split(/[：]|: /u)) expect(html).toContain(part.replaceAll("'", '&#39;'));
      }
    },
  );
});

describe('the mail of an accepted submission', () => {
  it('reads so in Chinese', () => {
    const mail = renderMail('submission-accepted', examples['submission-accepted'], {
      language: 'zh-Hant',
      origin,
    });
    expect(mail.subject).toBe('健檢申報已收件：收執聯 R-1');
    expect(mail.text).toBe(`測試醫院上傳的健檢資料已收件，1,234 筆健檢紀錄全部存入。

申報批次：S-1
收執聯編號：R-1
檔案名稱：健檢.csv
筆數：1,234
收件時間：2026年11月22日 08:59

請登入系統開啟收執聯，列印或存檔備查。

查看這個申報批次
https://jianbao.example/submissions/S-1

-- 
這封信由健報（勞工健檢申報閘道）自動寄出，請勿直接回覆。
健報不會以電子郵件索取您的密碼、PIN 碼或憑證卡。
需要協助時，請撥客服專線 (02) 6630-8000 分機 307，或寄信到 hcd@eri.com.tw。
`);
  });
});

describe('a mail about an application leads its reader to a page they can open', () => {
  const own = 'https://jianbao.example/applications/A1151122-7K3M9Q';
  const login = 'https://jianbao.example/login';
  const linesOf = (mail: { readonly text: string }) => mail.text.split('\n');
  const to = { language: 'zh-Hant', origin } as const;
  const returned = applicationExamples['application-returned'];
  const approved = { ...applicationExamples['application-approved'], path: '/login' };

  it('when it was returned: the filler, not somebody who has no account yet', () => {
    expect(linesOf(renderMail('application-returned', returned, to))).toContain(own);
    const applicant = { ...returned, reader: 'applicant' } as const;
    expect(renderMail('application-returned', applicant, to).text).not.toContain('https://');
    const holder = { ...applicant, kind: 'change' } as const;
    expect(linesOf(renderMail('application-returned', holder, to))).toContain(own);
  });

  it('when it was approved: the holder to the login', () => {
    const lines = linesOf(renderMail('application-approved', approved, to));
    expect(lines.slice(lines.indexOf('前往登入'), lines.indexOf(login) + 1)).toEqual(['前往登入', login]);
  });
});

describe('a value in a mail', () => {
  const render = (fileName: string) =>
    renderMail(
      'submission-accepted',
      { ...examples['submission-accepted'], fileName },
      { language: 'en', origin },
    );

  it('cannot write lines of its own', () => {
    expect(render('a.csv\r\nFirst password: x').text).toContain('File name: a.csv First password: x\n');
    expect(render('a\u2028b\u202ec\u0000d').text).toContain('File name: a b c d\n');
  });

  it('is text in the HTML, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { html } = render(`<img src=x onerror=alert(1)>${name}`);
        expect(html).not.toContain('<img');
        expect(html.match(/<tr>/g)).toHaveLength(8);
      }),
    );
  });
});
