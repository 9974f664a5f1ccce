import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MailRefusedError, openSmtpTransport, type SmtpSettings } from '../../src/mail/index.js';
import { at, from, to } from './support/fixtures.js';
import { startSmtp, type TestSmtpOptions } from './support/smtp.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-smtp-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const tls = { key: join(directory, 'server.key'), certificate: join(directory, 'server.crt') };
execFileSync(
  'openssl',
  [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...[
      '-subj',
      '/CN=mail',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      tls.key,
      '-out',
      tls.certificate,
    ],
  ],
  { stdio: 'pipe' },
);
const passwordFile = join(directory, 'smtp.password');
writeFileSync(passwordFile, 'right\n', { mode: 0o600 });

const encrypted: TestSmtpOptions['server'] = {
  key: readFileSync(tls.key),
  cert: readFileSync(tls.certificate),
  disabledCommands: [],
};
const withLogin: TestSmtpOptions['server'] = {
  ...encrypted,
  authOptional: false,
  onAuth: ({ username, password }, _, done) => {
    const isRight = username === 'gateway' && password === 'right';
    done(isRight ? null : new Error('No'), isRight ? { user: 'gateway' } : undefined);
  },
};

const message = {
  key: '1.1',
  to,
  language: 'zh-Hant',
  date: at,
  subject: '健檢申報已受理',
  text: '文字\n',
  html: '<p>文字</p>',
} as const;

async function attempt(server: TestSmtpOptions, settings: Partial<SmtpSettings>, changes = {}) {
  const smtp = await startSmtp(server);
  try {
    const transport = await openSmtpTransport({
      host: '127.0.0.1',
      port: smtp.port,
      tls: 'none',
      from,
      deadlineMs: 2_000,
      ...settings,
    });
    const outcome = await transport.send({ ...message, ...changes }).catch((error: Error) => error);
    return { outcome, mails: smtp.mails };
  } finally {
    await smtp.close();
  }
}

describe('a mail on its way', () => {
  it('carries both forms, its language and what keeps machines from answering', async () => {
    const { outcome, mails } = await attempt({}, {});
    expect(outcome).toBe('250 kept as 1');
    const { parsed } = mails[0] ?? {};
    expect(parsed).toMatchObject({
      subject: '健檢申報已受理',
      text: '文字\n',
      from: from,
      to: [{ name: '', address: to }],
      messageId: '<jianbao.1.1@jianbao.example>',
      date: '2026-11-22T01:00:00.000Z',
    });
    expect(parsed?.html?.trim()).toBe('<p>文字</p>');
    const headers = Object.fromEntries(parsed?.headers.map(({ key, value }) => [key, value]) ?? []);
    expect(headers['content-language']).toBe('zh-Hant-TW');
    expect(headers['auto-submitted']).toBe('auto-generated');
  });

  it('keeps a subject with line breaks inside its one header', async () => {
    const { mails } = await attempt({}, {}, { subject: 'a\r\nBcc: thief@elsewhere.example\r\n\r\nbody' });
    expect(mails[0]?.to).toEqual([to]);
    const keys = mails[0]?.parsed.headers.map(({ key }) => key);
    expect(keys).not.toContain('bcc');
    expect(mails[0]?.parsed.text).toBe('文字\n');
  });

  it('goes to one recipient even if a list is handed over', async () => {
    const { outcome, mails } = await attempt({}, {}, { to: `${to}, thief@elsewhere.example` });
    expect(outcome).toBeInstanceOf(Error);
    expect(mails).toEqual([]);
  });
});

describe('encryption', () => {
  it('with STARTTLS is required, not only wished for', async () => {
    const { outcome, mails } = await attempt({}, { tls: 'starttls', caFile: tls.certificate });
    expect(outcome).toBeInstanceOf(Error);
    expect(outcome).not.toBeInstanceOf(MailRefusedError);
    expect(mails).toEqual([]);
  });

  it.each(['starttls', 'implicit'] as const)(
    'by %s with a login reaches a server of a known authority',
    async (mode) => {
      const { outcome } = await attempt(
        { server: { ...withLogin, secure: mode === 'implicit' } },
        { tls: mode, caFile: tls.certificate, login: { user: 'gateway', passwordFile } },
      );
      expect(outcome).toBe('250 kept as 1');
    },
  );

  it.each(['starttls', 'implicit'] as const)(
    'by %s refuses a server of an unknown authority',
    async (mode) => {
      const { outcome, mails } = await attempt(
        { server: { ...encrypted, secure: mode === 'implicit' } },
        { tls: mode },
      );
      expect(String(outcome)).toContain('self-signed certificate');
      expect(mails).toEqual([]);
    },
  );

  it('by STARTTLS trusts a server that the configured authority names, under its own name only', async () => {
    const authority = makeAuthority();
    const named = authority.certify('mail', 'IP:127.0.0.1');
    const misnamed = authority.certify('other', 'DNS:mail.elsewhere.example');
    const settings = { tls: 'starttls', caFile: authority.file } as const;
    const trusted = await attempt({ server: { ...encrypted, ...named } }, settings);
    expect(trusted.outcome).toBe('250 kept as 1');
    const other = await attempt({ server: { ...encrypted, ...misnamed } }, settings);
    expect(String(other.outcome)).toContain('does not match certificate');
    expect(other.outcome).not.toBeInstanceOf(MailRefusedError);
    expect(other.mails).toEqual([]);
  });

  it('is not left out for another machine, nor for a password', async () => {
    const settings = { host: 'mail.example', port: 25, tls: 'none', from } as const;
    await expect(openSmtpTransport(settings)).rejects.toThrow(
      'Mails to mail.example must be encrypted on the way: set tls to "starttls" or "implicit".',
    );
    const login = { user: 'gateway', passwordFile };
    await expect(openSmtpTransport({ ...settings, host: '127.0.0.1', login })).rejects.toThrow(
      'A password is not sent without encryption: set tls to "starttls" or "implicit".',
    );
  });
});

/** A demo authority, as an agency has one for its own servers. */
function makeAuthority() {
  const file = join(directory, 'ca.crt');
  const key = join(directory, 'ca.key');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const openssl = (args: readonly string[]) => execFileSync('openssl', [...args], { stdio: 'pipe' });
  openssl(['req', '-x509', ...curve, '-days', '1', '-subj', '/CN=Demo CA', '-keyout', key, '-out', file]);
  return {
    file,
    certify(name: string, alternative: string) {
      const path = (end: string) => join(directory, `${name}.${end}`);
      writeFileSync(path('ext'), `subjectAltName=${alternative}\n`);
      openssl(['req', ...curve, '-subj', `/CN=${name}`, '-keyout', path('key'), '-out', path('csr')]);
      const signed = ['-CA', file, '-CAkey', key, '-CAcreateserial', '-days', '1', '-extfile', path('ext')];
      openssl(['x509', '-req', '-in', path('csr'), ...signed, '-out', path('crt')]);
      return { key: readFileSync(path('key')), cert: readFileSync(path('crt')) };
    },
  };
}

describe('a login that the server refuses', () => {
  it('is tried again: the operator mends it, and no mail is lost', async () => {
    const wrong = join(directory, 'wrong.password');
    writeFileSync(wrong, 'wrong', { mode: 0o600 });
    const { outcome } = await attempt(
      { server: withLogin },
      { tls: 'starttls', caFile: tls.certificate, login: { user: 'gateway', passwordFile: wrong } },
    );
    expect(outcome).toMatchObject({ code: 'EAUTH', responseCode: 535 });
    expect(outcome).not.toBeInstanceOf(MailRefusedError);
  });

  it('has its password from a file that only the gateway reads', async () => {
    chmodSync(passwordFile, 0o644);
    const login = { user: 'gateway', passwordFile };
    const opening = openSmtpTransport({ host: 'mail.example', port: 587, tls: 'starttls', from, login });
    await expect(opening).rejects.toThrow(`run "chmod 600 ${passwordFile}"`);
  });
});
