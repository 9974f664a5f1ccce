import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mailbox, startMailbox } from '../../../src/demo/mailbox/start-mailbox.js';
import { openSmtpTransport } from '../../../src/mail/index.js';
import { renderMail } from '../../../src/mail/render-mail.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-mailbox-'));
const at = new Date('2026-11-22T01:00:00Z');
let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, directory, clock: () => at, random: randomBytes });
});
afterAll(async () => {
  await mailbox.close();
  rmSync(directory, { recursive: true, force: true });
});

const get = async (path: string) => {
  const answer = await fetch(new URL(path, mailbox.url));
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
};

async function send(html = '<html><head></head><body>你好</body></html>', subject = '測試'): Promise<void> {
  const transport = await openSmtpTransport({
    host: '127.0.0.1',
    port: mailbox.smtpPort,
    tls: 'none',
    from: { name: '健報', address: 'no-reply@jianbao.example' },
  });
  const text = '請登入 https://localhost:3000/login 看結果 <b>&';
  await transport.send({
    key: '1.1',
    to: 'reporter@hospital.example',
    language: 'zh-Hant',
    date: at,
    subject,
    text,
    html,
  });
}

const newest = async () => /href="(\/mails\/[^"?]+)\?/.exec((await get('/')).body)?.[1] ?? '';

describe('the demo mailbox', () => {
  it('says in both languages what to do while it is empty', async () => {
    expect((await get('/')).body).toContain('還沒有收到信');
    expect((await get('/?lang=en')).body).toContain('No mail yet.');
  });

  it('takes a mail by SMTP, keeps it in a file and lists it', async () => {
    await send();
    expect(readdirSync(directory)).toEqual([expect.stringMatching(/^\d{13}-000001-[0-9a-f]{8}\.eml$/)]);
    const { body } = await get('/');
    expect(body).toContain('共 1 封');
    expect(body).toContain('>測試</a>');
    expect(body).toContain('reporter@hospital.example · 2026年11月22日 09:00');
  });

  it('shows the text as text, with addresses as links', async () => {
    const { body } = await get(await newest());
    expect(body).toContain(
      '請登入 <a href="https://localhost:3000/login" target="_blank" rel="noopener noreferrer">https://localhost:3000/login</a> 看結果 &lt;b&gt;&amp;',
    );
    expect(body).toContain('健報 &lt;no-reply@jianbao.example&gt;');
  });

  it('shows the HTML in a sandbox in which nothing runs and nothing is fetched', async () => {
    await send(
      '<html><head></head><body><script>alert(1)</script><img src="https://elsewhere.example/x"></body></html>',
    );
    const path = await newest();
    expect((await get(`${path}/html`)).body).toContain(
      'sandbox="allow-popups allow-popups-to-escape-sandbox"',
    );
    const content = await get(`${path}/html/content`);
    expect(content.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
    );
    expect(content.body).toContain('<head><base target="_blank">');
  });

  it('treats a hostile subject as text', async () => {
    await send(undefined, '<img src=x onerror=alert(1)>');
    expect((await get('/')).body).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect((await get(await newest())).body).not.toContain('<img');
  });

  it('lists the newest first', async () => {
    const subjects = [...(await get('/')).body.matchAll(/<a href="\/mails\/[^"]+">([^<]*)</g)].map(
      ([, text]) => text,
    );
    expect(subjects).toEqual(['&lt;img src=x onerror=alert(1)&gt;', '測試', '測試']);
  });

  it('forbids scripts on its own pages', async () => {
    expect((await get('/')).headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it.each(['/mails/1', '/mails/..%2f..%2fetc%2fpasswd', '/mails/1/html/content', '/nothing'])(
    'has no page at %s and says so',
    async (path) => {
      const { status, body } = await get(path);
      expect(status).toBe(404);
      expect(body).toContain('找不到這封信');
    },
  );

  it('answers to no foreign name', async () => {
    const status = await new Promise((resolve, reject) => {
      const asked = request(mailbox.url, { headers: { host: 'rebind.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.once('error', reject).end();
    });
    expect(status).toBe(421);
  });

  it('shows the gateway’s own mails', async () => {
    const mail = renderMail(
      'card-bound',
      { userName: 'reporter01', profile: 'citizen', boundAt: at.toISOString() },
      { language: 'zh-Hant', origin: 'https://localhost:3000' },
    );
    await send(mail.html, mail.subject);
    expect((await get(`${await newest()}/html/content`)).body).toContain('自然人憑證');
  });
});
