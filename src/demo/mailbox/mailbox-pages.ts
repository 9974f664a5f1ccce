import { fileURLToPath } from 'node:url';
import express, { type Express, type Request, type Response } from 'express';
import nunjucks from 'nunjucks';
import PostalMime, { type Email } from 'postal-mime';
import {
  formatDateTime,
  isLanguage,
  type Language,
  localeTags,
  type MessageParams,
  translate,
} from '../../locales/index.js';
import { arrivalOf, type MailFolder } from './mail-folder.js';
import { guardMailbox } from './mailbox-guard.js';

/** The pages of the mailbox: the list, a mail as text, a mail as HTML in a sandbox. */
export function createMailboxPages(folder: MailFolder): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(guardMailbox);

  app.get('/', async (request, response) => {
    const mails = await Promise.all((await folder.list()).map((id) => readMail(folder, id)));
    show(request, response, 'list.njk', { mails: mails.filter((mail) => mail !== undefined) });
  });

  app.get(['/mails/:id', '/mails/:id/html'], async (request, response) => {
    const mail = await readMail(folder, String(request.params.id));
    if (mail === undefined) return showMissing(request, response);
    const form = request.path.endsWith('/html') ? 'html' : 'text';
    show(request, response, 'mail.njk', { mail, form, pieces: splitAtLinks(mail.text) });
  });

  app.get('/mails/:id/html/content', async (request, response) => {
    const mail = await readMail(folder, request.params.id);
    if (mail === undefined) return showMissing(request, response);
    response.setHeader('Content-Security-Policy', sandboxPolicy);
    // In the sandbox a link can only open a page of its own.
    response.type('html').send(mail.html.replace('<head>', '<head><base target="_blank">'));
  });

  app.get('/mailbox.css', (_, response) => response.sendFile(`${viewsFolder}/mailbox.css`));
  app.use(showMissing);
  return app;
}

const viewsFolder = fileURLToPath(new URL('./views', import.meta.url));

const views = new nunjucks.Environment(new nunjucks.FileSystemLoader(viewsFolder), {
  autoescape: true,
  throwOnUndefined: true,
});

/** A mail's HTML may show itself and nothing else: no script, nothing fetched, no form. */
const sandboxPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox';

interface ShownMail {
  readonly id: string;
  readonly arrivedAt: Date;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly html: string;
}

async function readMail(folder: MailFolder, id: string): Promise<ShownMail | undefined> {
  const raw = await folder.read(id);
  if (raw === undefined) return undefined;
  const mail = await PostalMime.parse(raw);
  return {
    id,
    arrivedAt: arrivalOf(id),
    subject: mail.subject ?? '',
    from: mail.from === undefined ? '' : nameOf(mail.from),
    to: (mail.to ?? []).map(nameOf).join(', '),
    text: mail.text ?? '',
    html: mail.html ?? '',
  };
}

function nameOf({ name, address }: NonNullable<Email['from']>): string {
  return name === '' ? (address ?? '') : `${name} <${address ?? ''}>`;
}

/** The text in pieces, addresses of pages apart, so that they become links. */
function splitAtLinks(text: string): readonly { readonly text: string; readonly isLink: boolean }[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((piece, index) => ({ text: piece, isLink: index % 2 === 1 }));
}

function showMissing(request: Request, response: Response): void {
  response.status(404);
  show(request, response, 'missing.njk', {});
}

function show(request: Request, response: Response, view: string, model: object): void {
  const language: Language = isLanguage(request.query.lang) ? request.query.lang : 'zh-Hant';
  const html = views.render(view, {
    ...model,
    language,
    languageTag: localeTags[language],
    otherLanguage: language === 'en' ? 'zh-Hant' : 'en',
    path: request.path,
    t: (key: string, params?: MessageParams) => translate(language, key, params),
    dateTime: (moment: Date) => formatDateTime(language, moment),
  });
  response.type('html').send(html);
}
