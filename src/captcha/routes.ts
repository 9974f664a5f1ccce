import type { Request } from 'express';
import type { Clock, RandomBytes } from '../clock.js';
import { type Database, inTransaction } from '../database/index.js';
import { Problem } from '../problems/index.js';
import { type Route, visitOf } from '../web/index.js';
import { type CaptchaText, randomCaptchaText } from './captcha-text.js';
import { drawPicture } from './picture/draw-picture.js';
import { createRandomNumbers } from './random-numbers.js';
import { speakDigits } from './sound/speak-digits.js';
import { storeCaptcha } from './store.js';

export interface CaptchaDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Six random digits, unless a test knows better. */
  readonly captchaText?: CaptchaText;
}

/**
 * A picture or a sound of digits. Each request makes new ones, and the last that was shown or told counts: the digits
 * themselves are stored nowhere, so that nothing can show the same ones twice.
 */
export function captchaRoutes({ db, clock, randomBytes, captchaText }: CaptchaDeps): readonly Route[] {
  const random = createRandomNumbers(randomBytes);
  const nextText = captchaText ?? randomCaptchaText(randomBytes);

  async function renew(request: Request): Promise<string> {
    const { session } = visitOf(request);
    if (session === undefined)
      throw new Problem('ERR_FORM_EXPIRED', { detail: 'A captcha needs a session.' });
    const text = nextText();
    await inTransaction(db, (trx) => storeCaptcha(trx, { sessionId: session.id, text, at: clock() }));
    return text;
  }

  return [
    {
      method: 'get',
      path: '/captcha/image',
      who: 'anyone',
      takes: 'nothing',
      async handle(request, response) {
        response.type('image/png').send(drawPicture(await renew(request), random));
      },
    },
    {
      method: 'get',
      path: '/captcha/sound',
      who: 'anyone',
      takes: 'nothing',
      async handle(request, response) {
        const { language } = visitOf(request);
        response.type('audio/wav').send(speakDigits(await renew(request), language, random));
      },
    },
  ];
}
