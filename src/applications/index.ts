/**
 * Applications 申請 for accounts and their changes. docs/decisions/applications.md tells why it is shaped so;
 * docs/account-workflow.md has the tables and rules.
 *
 * How pages use it:
 * - read what was typed with `readNewAccountForm` or `readChangeForm`; show `fields`, or go on with `form`;
 * - without login: `fileApplication` once the answers are checked and the captcha holds. Logged in: `fileDraft`,
 *   `saveDraft`, `confirm`, `attachScan`, `submit`, `withdraw`, `startAgainFrom`;
 * - the agency: `checkLetter` then `receiveLetter`; `takeForReview`, `checkApplication`, `handOver`, `addNote`, `decide`
 *   with `approveAll`, `returnAll` or decisions of one's own;
 * - every verb takes what it works with, an order that names reference and version, and a deed (`actedBy(request)` with
 *   `at`); it is one transaction, or joins the one that `services.db` is;
 * - buttons come from `eventsFor`, lists from `listApplications`, the public page from `findByFiller`.
 */
export type {
  Application,
  ApplicationDocument,
  ApplicationEvent,
  ApplicationItem,
  ApplicationNote,
  ApplicationWithForm,
  FormalLetter,
} from './application.js';
export { type CheckName, type CheckOutcome, type CheckResult, systemChecks } from './checks/checks.js';
export { checkApplication } from './checks/load-facts.js';
export { declarationVersion } from './declaration.js';
export {
  drawApplicationForm,
  findUnprintable,
  sendApplicationForm,
} from './form-pdf/draw-application-form.js';
export { matchScan, type ScanMatch } from './form-pdf/match-scan.js';
export type {
  AccountFields,
  ApplicationForm,
  ChangeForm,
  Changes,
  Filler,
  Holder,
  NewAccountForm,
  RangeField,
} from './forms/form.js';
export { changesAsked } from './forms/form.js';
export { type AccountNow, readChangeForm } from './forms/read-change-form.js';
export { readNewAccountForm } from './forms/read-new-account-form.js';
export {
  type FormSettings,
  formLimits,
  type Read,
  type TypedAccount,
  type TypedChange,
  type TypedFiller,
  type TypedHolder,
  type TypedNewAccount,
} from './forms/typed.js';
export { progressHandlers } from './progress/send-code.js';
export { forgetVisitors } from './public/forget-visitors.js';
export {
  type ApplicationFilter,
  type ApplicationSort,
  applicationSorts,
  type ListedApplication,
  type ListScope,
  listApplications,
} from './reading/list-applications.js';
export { openFile } from './reading/open-file.js';
export { eventsFor, findByFiller, readApplication } from './reading/read-application.js';
export {
  isReturnReason,
  mostWords,
  type ReturnReason,
  reasonThatNeedsWords,
  returnReasons,
} from './return-reasons.js';
export { applicationNavigation, applicationRoutes } from './routes.js';
export { capacitiesOf, type Viewer } from './rules/capacities.js';
export { approveAll, type ItemDecision, returnAll } from './rules/decision.js';
export { filersOf } from './rules/filing.js';
export type { TypedLetter } from './rules/letter.js';
export { findNameFaults, loadNamesInUse } from './rules/names-free.js';
export { isOwnCase } from './rules/own-case.js';
export { isRecognised } from './rules/recognition.js';
export { hasWideRanges, wideRangesOf } from './rules/wide-ranges.js';
export { type ApplicationServices, type ApplicationSettings, applicationPurposes } from './services.js';
export { type AttachedFile, listDocuments } from './store/document-store.js';
export { listEvents } from './store/event-store.js';
export { findLetter } from './store/letter-store.js';
export { listNotes } from './store/note-store.js';
export { applicationSealedColumns } from './store/sealed-columns.js';
export { type Tended, tendApplications } from './tend-applications.js';
export {
  type ApplicationEventName,
  type ApplicationState,
  applicationEvents,
  applicationStates,
  type Capacity,
  closedStates,
  isClosed,
  nextState,
  possibleEvents,
  type Transition,
  transitions,
  waitingForAgency,
} from './transitions.js';
export type { Deed, Order } from './verbs/act.js';
export { addNote } from './verbs/add-note.js';
export { attachScan } from './verbs/attach-scan.js';
export { confirm } from './verbs/confirm.js';
export { decide } from './verbs/decide.js';
export { eraseClosed } from './verbs/erase-closed.js';
export { fileApplication } from './verbs/file-application.js';
export { fileDraft, type NewDraft } from './verbs/file-draft.js';
export { fillDueDates } from './verbs/fill-due-dates.js';
export { handOver } from './verbs/hand-over.js';
export { lapseOverdue } from './verbs/lapse-overdue.js';
export { type CheckedLetter, checkLetter, foldReference, receiveLetter } from './verbs/receive-letter.js';
export { saveDraft } from './verbs/save-draft.js';
export { formToStartFrom, startAgainFrom } from './verbs/start-again.js';
export { submit } from './verbs/submit.js';
export { takeForReview } from './verbs/take-for-review.js';
export { withdraw } from './verbs/withdraw.js';
export {
  type ApplicationKind,
  applicationKinds,
  type ChangeName,
  changeNames,
  type Filer,
  filers,
  type InstitutionRole,
  type Request,
  requestsRefused,
  type Way,
  type WayCell,
  wayCell,
  wayOf,
  ways,
} from './ways.js';
