/**
 * Applications 申請 for accounts and their changes. See docs/decisions/applications.md for the shape of it, and
 * docs/account-workflow.md for the tables and rules.
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
export {
  isReturnReason,
  mostWords,
  type ReturnReason,
  reasonThatNeedsWords,
  returnReasons,
} from './return-reasons.js';
export {
  type ApplicationEventName,
  type ApplicationState,
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
export {
  type ApplicationKind,
  applicationKinds,
  type ChangeName,
  changeNames,
  type Filer,
  type InstitutionRole,
  type Request,
  requestsRefused,
  type Way,
  type WayCell,
  wayCell,
  wayOf,
  ways,
} from './ways.js';
