export { checkContent } from './content/check-content.js';
export { type InspectedScan, inspectScan } from './content/inspect-scan.js';
export { type CleanJpeg, cleanJpeg } from './content/jpeg/clean-jpeg.js';
export { JpegFault } from './content/jpeg/read-segments.js';
export { scanLimits } from './content/limits.js';
export { mediaTypeOf, type ScanMediaType, scanMediaTypes } from './content/media-type.js';
export {
  createDocumentStore,
  type DocumentStore,
  documentPurposes,
  documentsFrom,
  type FoundMalware,
  type Sender,
  type StoredDocument,
} from './document-store.js';
export { DocumentDamagedError, DocumentMissingError, DocumentTooLargeError } from './errors.js';
export { listFiles } from './files.js';
export { type ClamdAddress, createClamdScanner, type MalwareScanner } from './malware/clamd-scanner.js';
export { readClamdAddress } from './malware/read-clamd-address.js';
export { type ReceivedScan, receiveScan } from './receive-scan.js';
export { removeOrphans } from './remove-orphans.js';
export { sealedDocuments } from './reseal-documents.js';
export { type DocumentRow, findDocument, forgetDocuments, recordDocument } from './store.js';
