export {
  createDocumentStore,
  type DocumentStore,
  documentPurposes,
  type StoredDocument,
} from './document-store.js';
export { DocumentDamagedError, DocumentMissingError, DocumentTooLargeError } from './errors.js';
export { removeOrphans } from './remove-orphans.js';
export { type DocumentRow, findDocument, forgetDocuments, recordDocument } from './store.js';
