import { fileURLToPath } from 'node:url';
import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../clock.js';
import { problemSentence } from '../locales/index.js';
import type { Problem } from '../problems/index.js';
import { createAssets } from './assets.js';
import { otherLanguage } from './language.js';
import { type NavigationItem, type NavigationMenu, navigationFor } from './navigation.js';
import type { RenderPage } from './page.js';
import { describeProblem } from './page-problem.js';
import { secondsLeft } from './session-time.js';
import { createViews } from './views.js';
import { visitOf } from './visit.js';
import { wordsOf } from './words.js';

export interface PagesOptions {
  /** Folder with the built styles and browser modules, `dist/public`. */
  readonly publicFolder: string;
  /** Links of the main navigation, in order; each person sees those they may use. */
  readonly navigation: readonly NavigationItem[];
  /** Gathers the links that are marked for it. */
  readonly menu?: NavigationMenu;
  /** Links at the foot of every page. */
  readonly footerLinks: readonly NavigationItem[];
  readonly clock: Clock;
  /** Whether this gateway holds invented data only, which every page then says. */
  readonly installation: 'demo' | 'production';
}

export interface Pages {
  readonly render: RenderPage;
  /** The page of an error, in the layout, with its reference and what to do next. Needs no database. */
  readonly renderProblem: (request: Request, response: Response, problem: Problem) => void;
  /** Serves styles, browser modules and pictures. */
  readonly serveAssets: RequestHandler;
}

/**
 * Reads views, texts and asset names once, and gives the function that renders pages.
 *
 * @throws TypeError when the styles and browser modules have not been built
 */
export function createPages(options: PagesOptions): Pages {
  const { publicFolder, navigation, menu, footerLinks, clock, installation } = options;
  const assets = createAssets([publicFolder, fileURLToPath(new URL('./assets', import.meta.url))]);
  const views = createViews(assets);
  assets.urlOf('main.css');

  const draw: RenderPage = (request, response, view, model = {}) => {
    const { language, actor, session, reference } = visitOf(request);
    const html = views.render(view, {
      ...wordsOf(language),
      ...model,
      language,
      languageHref: otherLanguage(request, language),
      actor,
      session: session && secondsLeft(session, clock()),
      csrfToken: session?.csrfToken,
      path: request.path,
      reference,
      installation,
      navigation: navigationFor(actor, navigation, request.path, menu),
      footerLinks: navigationFor(actor, footerLinks, request.path),
    });
    response.setHeader('Content-Language', language);
    response.type('html').send(html);
  };

  const render: RenderPage = (request, response, view, model = {}) => {
    const problem = describeProblem(visitOf(request).language, model.problem);
    if (problem !== undefined && response.statusCode === 200) response.status(problem.status);
    draw(request, response, view, { ...model, ...problem });
  };

  return {
    render,
    renderProblem(request, response, problem) {
      const { status } = problem;
      const problemText = problemSentence(visitOf(request).language, problem);
      response.status(status);
      draw(request, response, 'web/views/problem.njk', { status, problemText });
    },
    serveAssets: assets.serve,
  };
}
