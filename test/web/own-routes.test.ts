import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { captchaRoutes } from '../../src/captcha/index.js';
import { systemClock } from '../../src/clock.js';
import { connect } from '../../src/database/index.js';
import { guideRoutes } from '../../src/guide/index.js';
import { shellRoutes } from '../../src/web/index.js';

describe('the routes of shell, guide and captcha', () => {
  it('are these, for these people', () => {
    const db = connect({ dialect: 'sqlite', file: ':memory:' });
    const routes = [
      ...shellRoutes(systemClock),
      ...guideRoutes({ renderPage: () => {}, paths: { login: '/login', start: '/submissions' } }),
      ...captchaRoutes({ db, clock: systemClock, randomBytes }),
    ];
    expect(routes.map(({ method, path, who, takes }) => `${method} ${path} ${String(who)} ${takes}`)).toEqual(
      [
        'post /session/extend signed-in json',
        'get / anyone nothing',
        'get /help/platform anyone nothing',
        'get /help/manual anyone nothing',
        'get /help/card anyone nothing',
        'get /help/privacy anyone nothing',
        'get /help/accessibility anyone nothing',
        'get /help/account anyone nothing',
        'get /help/errors anyone nothing',
        'get /captcha/image anyone nothing',
        'get /captcha/sound anyone nothing',
      ],
    );
  });
});
