export { importInstitutions, previewImport } from './import/import-institutions.js';
export type { ImportPlan, InstitutionChange } from './import/plan.js';
export type { Institution, InstitutionData, Recognition, RecognitionKind } from './institution.js';
export { findInstitution, listInstitutions, lockInstitution } from './store.js';
