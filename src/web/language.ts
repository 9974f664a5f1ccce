import type { Request, RequestHandler } from 'express';
import { isLanguage, type Language } from '../locales/index.js';
import { readCookie } from './cookies.js';
import { localPath } from './local-path.js';

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
    const address = new URL(request.originalUrl, origin);
    address.searchParams.delete('lang');
    response.redirect(303, localPath(`${address.pathname}${address.search}`) ?? '/');
  };
}

/** The link that shows this page in the other language. What a form sent cannot be shown again by a link. */
export function otherLanguage(request: Request, language: Language): string {
  const address = new URL(request.originalUrl, 'http://here.example');
  if (request.method === 'POST') address.search = '';
  address.searchParams.set('lang', language === 'en' ? 'zh-Hant' : 'en');
  return `${address.pathname}${address.search}`;
}

const cookieName = 'lang';
