import type { Request } from 'express';
import type { Clock } from '../clock.js';
import type { Database } from '../database/index.js';
import { translate } from '../locales/index.js';
import { countMails, findMail, type MailView, maskAddress, type QueuedMail } from '../mail/index.js';
import { Problem } from '../problems/index.js';
import type { Role } from '../roles.js';
import { actedBy, type NavigationItem, type RenderPage, type Route, visitOf } from '../web/index.js';
import { listRoutes } from '../web/lists/index.js';
import { mailList, stateText } from './mail-list.js';
import { resendMail } from './resend-mail.js';

export interface MailQueueServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly render: RenderPage;
  /** Where the gateway is reached, without a slash at the end; for the links in mails. */
  readonly origin: string;
}

const who: readonly Role[] = ['supervisor'];

/** What waits to be sent, what was sent and what was given up; one mail; and sending one again. */
export function mailQueueRoutes(services: MailQueueServices): readonly Route[] {
  const { db, clock, render, origin } = services;
  const viewNow = (): MailView => ({ origin, now: clock() });
  const mailOf = async (request: Request): Promise<QueuedMail> => {
    const mail = await findMail(db, idOf(request), viewNow());
    if (mail === undefined) throw new Problem('ERR_MAIL_UNKNOWN');
    return mail;
  };
  return [
    ...listRoutes(services, {
      path: '/agency/mails',
      who,
      view: 'mail-queue/views/list.njk',
      list: () => mailList(viewNow()),
      model: async (request) => ({ counts: await countMails(db), resent: request.query.done === 'resent' }),
    }),
    {
      method: 'get',
      path: '/agency/mails/:id',
      who,
      takes: 'nothing',
      async handle(request, response) {
        const mail = await mailOf(request);
        const { language } = visitOf(request);
        render(request, response, 'mail-queue/views/mail.njk', {
          mail,
          recipient: maskAddress(mail.recipient),
          stateText: stateText(mail.state, (key, params) => translate(language, key, params)),
        });
      },
    },
    {
      method: 'post',
      path: '/agency/mails/:id/resend',
      who,
      takes: 'form',
      async handle(request, response) {
        await resendMail(db, idOf(request), viewNow(), actedBy(request));
        response.redirect(303, '/agency/mails?done=resent');
      },
    },
  ];
}

/** Links in the main navigation. */
export const mailQueueNavigation: readonly NavigationItem[] = [
  {
    href: '/agency/mails',
    text: 'mail-queue.title',
    who,
    inMenu: { of: who, hint: 'administration.mails' },
  },
];

/** A text that is no number names no mail. */
function idOf(request: Request): number {
  const text = String(request.params.id);
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
