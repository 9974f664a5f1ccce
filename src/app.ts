import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import {
  accountNavigation,
  accountRoutes,
  accountsOfInstitution,
  actedBy,
  argon2id,
  createSessionSource,
  listSupervisors,
  loginLimits,
  passwordProfiles,
} from './accounts/index.js';
import { administrationMenu, administrationRoutes } from './administration/index.js';
import { apiRoutes } from './api/index.js';
import { applicationNavigation, applicationRoutes } from './applications/index.js';
import { auditTrailNavigation, auditTrailRoutes } from './audit-trail/index.js';
import { captchaRoutes, checkCaptcha } from './captcha/index.js';
import { trustNavigation, trustRoutes } from './certificates/index.js';
import type { GatewayParts } from './gateway-parts.js';
import { guideFooterLinks, guideNavigation, guideRoutes } from './guide/index.js';
import { institutionNavigation, institutionRoutes } from './institutions/index.js';
import { defaultWidths } from './ip-ranges/index.js';
import { mailQueueNavigation, mailQueueRoutes } from './mail-queue/index.js';
import { malwareNavigation, malwareRoutes } from './malware/index.js';
import { reportNavigation, reportRoutes } from './reports/index.js';
import { institutionRoles } from './roles.js';
import {
  actorOf,
  createPages,
  createShell,
  type NavigationItem,
  type RenderPage,
  type Route,
} from './web/index.js';

/** What the app needs besides the parts of the gateway. */
export interface AppServices extends GatewayParts {
  /** Tells the job worker that there is something new to do. */
  readonly wakeJobs: () => void;
  /** Resolves when a job of this process ends. */
  readonly nextJobEnd?: () => Promise<void>;
}

/** Puts the features together into one Express app. */
export function createApp(services: AppServices): Express {
  const { config, db, clock, randomBytes, log } = services;
  const pages = createPages({
    publicFolder: publicFolder(),
    navigation,
    menu: administrationMenu,
    footerLinks: guideFooterLinks,
    clock,
    installation: config.mode,
  });
  return createShell({
    routes: routesOf(services, pages.render),
    pages,
    sessions: createSessionSource({ db, clock, randomBytes, demoMode: config.mode === 'demo' }),
    clock,
    randomBytes,
    log,
    origin: config.origin,
    trustedProxies: config.trustedProxies,
    cardAgentOrigins: [cardAgentOrigin(services)],
    paths,
  });
}

/** The main navigation, in order. */
const navigation: readonly NavigationItem[] = [
  ...reportNavigation,
  ...applicationNavigation,
  ...accountNavigation,
  ...trustNavigation,
  ...institutionNavigation,
  ...mailQueueNavigation,
  ...malwareNavigation,
  ...auditTrailNavigation,
  ...guideNavigation,
];

/** Every route of every feature. */
export function routesOf(services: AppServices, render: RenderPage): readonly Route[] {
  const { config, db, clock, randomBytes, cards, keys, captchaText } = services;
  return [
    ...guideRoutes({ renderPage: render, paths: { login: paths.login, start: paths.start } }),
    ...captchaRoutes({ db, clock, randomBytes, ...(captchaText !== undefined && { captchaText }) }),
    ...accountRoutes({
      db,
      clock,
      randomBytes,
      cards,
      keys,
      render,
      checkCaptcha,
      passwords: argon2id,
      limits: loginLimits,
      passwordProfile: passwordProfiles[config.passwordPolicy],
      demoMode: config.mode === 'demo',
      cardAgentOrigin: cardAgentOrigin(services),
      afterLogin: paths.start,
      wakeJobs: services.wakeJobs,
    }),
    ...institutionRoutes({ db, clock, randomBytes, render, accountsOf: accountsOfInstitution }),
    ...auditTrailRoutes({ db, clock, render }),
    ...mailQueueRoutes({ db, clock, render, origin: config.origin }),
    ...malwareRoutes({ db, clock, render, isScanning: services.isScanning }),
    ...trustRoutes({ db, clock, render, cards, trust: services.trust, listSupervisors, actedBy }),
    ...applicationRoutes({
      ...services.applications,
      clock,
      render,
      checkCaptcha,
      formSettings: { ranges: { demoMode: config.mode === 'demo', widest: defaultWidths } },
      documents: services.documents,
      origin: config.origin,
      wakeJobs: services.wakeJobs,
    }),
    ...apiRoutes({
      ...services.applications,
      clock,
      render,
      documents: services.documents,
      formSettings: { ranges: { demoMode: config.mode === 'demo', widest: defaultWidths } },
    }),
    ...reportRoutes({ ...services, render, cardAgentOrigin: cardAgentOrigin(services) }),
    ...administrationRoutes(navigation, render),
    startRoute,
  ];
}

/** Where people land after the login: at their work. */
const startRoute: Route = {
  method: 'get',
  path: '/start',
  who: 'signed-in',
  takes: 'nothing',
  handle(request, response) {
    const { role } = actorOf(request);
    response.redirect(303, institutionRoles.includes(role) ? '/submissions' : '/desk');
  },
};

const paths = {
  login: '/login',
  replacePassword: '/first-login/password',
  completeProfile: '/first-login/profile',
  start: '/start',
} as const;

function cardAgentOrigin({ config }: AppServices): string {
  return `http://127.0.0.1:${config.cardAgentPort}`;
}

/** Styles and browser modules lie in dist/public, beside the built program and below the sources. */
function publicFolder(): string {
  const built = fileURLToPath(new URL('../public', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../dist/public', import.meta.url));
}
