export { type AuditEvent, appendAudit } from './append.js';
export { type Checkpoint, readCheckpoints, writeCheckpoint } from './checkpoint.js';
export { type FoundEntry, findEntry, type Neighbour } from './find-entry.js';
export { forgetPersonal } from './forget-personal.js';
export {
  formatNoteVerifier,
  makeNoteSigner,
  type NoteSigner,
  type NoteVerifier,
  parseNoteSigner,
  parseNoteVerifier,
} from './signed-note.js';
export { formatEntryLine, readEntries, readExportedEntries, verifyChain } from './verify.js';
