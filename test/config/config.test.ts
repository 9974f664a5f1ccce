import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { settings } from '../../src/settings.js';

describe('readConfig', () => {
  it('needs nothing but the origin', () => {
    expect(readConfig({ JIANBAO_ORIGIN: 'https://hcd.example.gov.tw', PATH: '/bin' })).toEqual({
      mode: 'production',
      origin: 'https://hcd.example.gov.tw',
      listen: { host: '127.0.0.1', port: 8080 },
      trustedProxies: [],
      database: { dialect: 'sqlite', file: resolve('var/data/jianbao.sqlite') },
      directories: {
        documents: resolve('var/data/documents'),
        checkpoints: resolve('var/data/checkpoints'),
        keys: resolve('var/data/keys'),
        trust: resolve('var/data/trust'),
      },
      keySources: { master: null, receipt: null },
      smtp: {
        host: '127.0.0.1',
        port: 25,
        tls: 'none',
        from: { name: '健報', address: 'no-reply@localhost.localdomain' },
      },
      cardAgentPort: 48127,
      passwordPolicy: 'tw-baseline',
      amendmentDate: '2026-06-26',
      clamd: null,
      applications: {
        agencyAddress: 'desk@localhost.localdomain',
        lapseDays: 60,
        eraseDays: 180,
        decisionDays: 5,
      },
      submissionSignature: 'optional',
      crlGraceHours: 0,
      logLevel: 'info',
    });
  });

  it('reads a MariaDB address without a password in it', () => {
    expect(read({ JIANBAO_DATABASE: 'mariadb://jianbao@db.example:3307/reports' }).database).toEqual({
      dialect: 'mariadb',
      host: 'db.example',
      port: 3307,
      user: 'jianbao',
      password: '',
      database: 'reports',
    });
  });

  it('encrypts mail on the way to another machine', () => {
    expect(read({ JIANBAO_SMTP_URL: 'smtp://mail.example:587' }).smtp).toMatchObject({
      tls: 'starttls',
      port: 587,
    });
    expect(read({ JIANBAO_SMTP_URL: 'smtps://mail.example' }).smtp).toMatchObject({
      tls: 'implicit',
      port: 465,
    });
  });

  it.each([
    [{ JIANBAO_ORIGIN: '' }, /^JIANBAO_ORIGIN: This setting is required/],
    [{ JIANBAO_LISTEN_PORT: '80a' }, /^JIANBAO_LISTEN_PORT: Write a whole number from 0 to 65535, not "80a"/],
    [{ JIANBAO_LISTEN_PORT: '70000' }, /^JIANBAO_LISTEN_PORT: Write a whole number from 0 to 65535/],
    [{ JIANBAO_AGENCY_MAIL: 'desk' }, /^JIANBAO_AGENCY_MAIL: Write one plain e-mail address/],
    [{ JIANBAO_APPLICATION_LAPSE_DAYS: '0' }, /^JIANBAO_APPLICATION_LAPSE_DAYS: Write a whole number from 1/],
    [{ JIANBAO_MODE: 'Demo' }, /^JIANBAO_MODE: Write one of production, demo, not "Demo"/],
    [{ JIANBAO_DATABASE: 'mariadb://u:secret@db/x' }, /^JIANBAO_DATABASE: Write "sqlite" or/],
    [
      { JIANBAO_DATABASE: 'mariadb://u@db/x', JIANBAO_DATABASE_PASSWORD_FILE: '/nowhere' },
      /The file \/nowhere cannot be read/,
    ],
    [{ JIANBAO_SMTP_URL: 'smtp://u:p@mail' }, /^JIANBAO_SMTP_URL: Write smtp:/],
    [
      { JIANBAO_SMTP_URL: 'smtp://u@mail' },
      /^JIANBAO_SMTP_PASSWORD_FILE: A mail user and its password file go together/,
    ],
    [{ JIANBAO_AMENDMENT_DATE: '2026-06-31' }, /^JIANBAO_AMENDMENT_DATE: Write a day of the calendar/],
    [{ JIANBAO_AMENDMENT_DATE: '115/6/26' }, /^JIANBAO_AMENDMENT_DATE: Write a day of the calendar/],
    [{ JIANBAO_MAIL_FROM: 'nobody' }, /^JIANBAO_MAIL_FROM: Write a name and an address/],
    [{ JIANBAO_LISTEN_PROT: '1' }, /^JIANBAO_LISTEN_PROT: There is no such setting/],
  ])('stops at %j', (extra, sentence) => {
    expect(() => read(extra)).toThrow(sentence);
  });
});

it('the settings page names every setting with its default and meaning', () => {
  const page = readFileSync('docs/settings.md', 'utf8');
  for (const [name, { meaning }] of Object.entries(settings)) {
    expect(page).toContain(`| \`${name}\` | `);
    expect(page).toContain(` | ${meaning} |`);
  }
  expect(page.match(/^\| `JIANBAO_/gmu)).toHaveLength(Object.keys(settings).length);
});

function read(extra: Record<string, string>) {
  return readConfig({ JIANBAO_ORIGIN: 'https://hcd.example.gov.tw', ...extra });
}
