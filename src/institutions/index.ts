export { importInstitutions, previewImport } from './import/import-institutions.js';
export type { ImportPlan, InstitutionChange } from './import/plan.js';
export { deleteOldImports } from './import/prepared-imports.js';
export type { Institution, InstitutionData, Recognition, RecognitionKind } from './institution.js';
export { requireRecognition } from './recognition/require-recognition.js';
export {
  endingSoon,
  type RecognitionEnd,
  type Standing,
  standingOf,
  warningDays,
} from './recognition/standing.js';
export { type WarningServices, warnOfRecognitionEnds } from './recognition/warn-of-ends.js';
export {
  type AccountOfInstitution,
  type InstitutionServices,
  institutionNavigation,
  institutionRoutes,
} from './routes.js';
export { findInstitution, listInstitutions, lockInstitution } from './store.js';
