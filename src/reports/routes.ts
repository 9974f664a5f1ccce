import type { NavigationItem, Route } from '../web/index.js';
import { correctionRoutes } from './corrections/page-routes.js';
import { withdrawSeveralRoutes } from './corrections/withdraw-several-routes.js';
import { dryRunApiRoutes } from './dry-runs/api-routes.js';
import { dryRunPageRoutes } from './dry-runs/page-routes.js';
import { dryRunResultRoutes } from './dry-runs/result-routes.js';
import { recordExportRoutes } from './export/routes.js';
import { imageRoutes } from './images/page-routes.js';
import { mappingRoutes } from './mappings/page-routes.js';
import { onTimeRoutes } from './on-time/routes.js';
import { apiRoutes } from './pages/api-routes.js';
import { listRoutes } from './pages/list-routes.js';
import { schemaRoutes } from './pages/schema-routes.js';
import { submissionRoutes } from './pages/submission-routes.js';
import { uploadRoutes } from './pages/upload-routes.js';
import { verifyRoutes } from './pages/verify-routes.js';
import { whoReports } from './pages/who.js';
import { policyNavigation, policyRoutes } from './policies/routes.js';
import { reconciliationNavigation, reconciliationRoutes } from './reconciliation/routes.js';
import { formatRoutes } from './reference/format-routes.js';
import { ruleRoutes } from './reference/rule-routes.js';
import { retentionNavigation, retentionRoutes } from './retention/routes.js';
import { recordNavigation, recordRoutes } from './search/routes.js';
import type { ReportServices } from './services.js';
import { signatureApiRoutes } from './signatures/api-routes.js';
import { reportStatisticsNavigation, reportStatisticsRoutes } from './statistics/routes.js';
import { resumableUploadRoutes } from './uploads/api-routes.js';
import { unfinishedUploadRoutes } from './uploads/page-routes.js';

/** Every route of submissions: pages, receipts, templates and schemas, and the API. */
export function reportRoutes(services: ReportServices): readonly Route[] {
  return [
    // Before the pages of one submission: `new` is no number.
    ...uploadRoutes(services),
    ...dryRunPageRoutes(services),
    ...dryRunResultRoutes(services),
    ...policyRoutes(services),
    ...mappingRoutes(services),
    ...listRoutes(services),
    ...submissionRoutes(services),
    ...verifyRoutes(services),
    ...recordRoutes(services),
    ...imageRoutes(services),
    ...recordExportRoutes(services),
    ...onTimeRoutes(services),
    ...reportStatisticsRoutes(services),
    ...retentionRoutes(services),
    ...reconciliationRoutes(services),
    ...correctionRoutes(services),
    ...withdrawSeveralRoutes(services),
    ...schemaRoutes(services),
    ...formatRoutes(services),
    ...ruleRoutes(services),
    ...apiRoutes(services),
    ...dryRunApiRoutes(services),
    ...signatureApiRoutes(services),
    ...resumableUploadRoutes(services),
    ...unfinishedUploadRoutes(services),
  ];
}

/** Links of the main navigation. */
export const reportNavigation: readonly NavigationItem[] = [
  { href: '/submissions', text: 'submission.navigation', who: whoReports, pages: ['/dry-runs'] },
  recordNavigation,
  policyNavigation,
  ...reportStatisticsNavigation,
  ...retentionNavigation,
  ...reconciliationNavigation,
];
