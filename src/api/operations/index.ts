import { applicationOperations } from './applications.js';
import { documentOperations } from './document.js';
import { dryRunOperations } from './dry-runs.js';
import type { Operation } from './operation.js';
import { sessionOperations } from './session.js';
import { submissionOperations } from './submissions.js';
import { uploadOperations } from './uploads.js';

export {
  type AnswerHeader,
  type Example,
  type HeaderName,
  type Operation,
  type Tag,
  tags,
} from './operation.js';

/** Every operation of the API, in the order of the document. */
export const operations: readonly Operation[] = [
  ...sessionOperations,
  ...submissionOperations,
  ...dryRunOperations,
  ...uploadOperations,
  ...applicationOperations,
  ...documentOperations,
];
