import { type Language, outlineProblem } from '../locales/index.js';
import { errorCodes, errorTable } from '../problems/index.js';
import { type RenderPage, type Route, visitOf } from '../web/index.js';
import { accountPage, type GuidePage, guideLinks, guidePages } from './contents.js';
import { news } from './news.js';
import { wayRows } from './ways.js';

export interface GuideDeps {
  readonly renderPage: RenderPage;
  readonly paths: {
    readonly login: string;
    /** Where reporters begin their work. */
    readonly start: string;
  };
}

/** The pages that explain, open to anyone: home, platform, manual, cards, accounts, errors, statements. */
export function guideRoutes({ renderPage, paths }: GuideDeps): readonly Route[] {
  return [
    page('/', (request, response) => renderPage(request, response, 'guide/views/home.njk', { news, paths })),
    ...guidePages.map((guide) => guideRoute(guide, renderPage)),
    page(accountPage.path, (request, response) =>
      renderPage(request, response, 'guide/views/account.njk', {
        page: accountPage,
        ways: wayRows,
        links: guideLinks,
      }),
    ),
    page('/help/errors', (request, response) => {
      renderPage(request, response, 'guide/views/errors.njk', {
        errors: errorsIn(visitOf(request).language),
      });
    }),
  ];
}

function guideRoute(guide: GuidePage, renderPage: RenderPage): Route {
  return page(guide.path, (request, response) =>
    renderPage(request, response, 'guide/views/guide.njk', { page: guide, links: guideLinks }),
  );
}

function page(path: string, handle: Route['handle']): Route {
  return { method: 'get', path, who: 'anyone', takes: 'nothing', handle };
}

function errorsIn(language: Language) {
  return errorCodes.map((code) => ({
    code,
    status: errorTable[code].status,
    sentence: outlineProblem(language, code),
  }));
}
