import type { Request, RequestHandler } from 'express';
import { isLanguage, type Language } from '../locales/index.js';
import { readCookie } from './cookies.js';
import { localPath } from './local-path.js';
import { queryOf, withQuery } from './query.js';

/**
 * The language of a request: the one chosen before (cookie), for programs the one their `Accept-Language` begins with,
 * else Chinese.
 */
export function languageOf(request: Request): Language {
  const chosen = readCookie(request, cookieName);
  if (isLanguage(chosen)) return chosen;
  if (request.path.startsWith('/api/') && request.headers['accept-language']?.startsWith('en')) return 'en';
  return 'zh-Hant';
}

/** Takes `?lang=` from any page, keeps the choice for a year and shows the page again. */
export function switchLanguage(origin: string): RequestHandler {
  return (request, response, next) => {
    const chosen = request.query.lang;
    if (request.method !== 'GET' || !isLanguage(chosen)) return next();
    response.cookie(cookieName, chosen, {
      maxAge: 365 * 24 * 60 * 60 * 1000,
      httpOnly: true,
      sameSite: 'lax',
      secure: origin.startsWith('https://'),
    });
    const query = queryOf(request);
    query.delete('lang');
    response.redirect(303, withQuery(localPath(request.path) ?? '/', query));
  };
}

/** The link that shows this page in the other language. What a form sent cannot be shown again by a link. */
export function otherLanguage(request: Request, language: Language): string {
  const query = request.method === 'POST' ? new URLSearchParams() : queryOf(request);
  query.set('lang', language === 'en' ? 'zh-Hant' : 'en');
  return withQuery(localPath(request.path) ?? '/', query);
}

const cookieName = 'lang';
