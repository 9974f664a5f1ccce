export type { Account, AccountState, AccountWithRanges } from './account.js';
export { findAccount, findAccountByName, lockAccount } from './account-store.js';
export { type ActedBy, actedBy, auditActor, byOperator } from './acted-by.js';
export {
  type AddedAccount,
  addAccount,
  addAccountWith,
  drawFirstPassword,
  type FirstPassword,
  type NewAccount,
} from './add-account.js';
export {
  makeCardCode as makeOneTimeCode,
  readCardCode as readOneTimeCode,
  showCardCode as showOneTimeCode,
} from './cards/card-code.js';
export { overseersOf } from './cards/overseers.js';
export { type AccountChange, changeAccount } from './change-account.js';
export { completeProfile, type ProfileForm } from './complete-profile.js';
export { deleteOldAccess } from './delete-old-access.js';
export type { IdleAccount } from './idle/idle-store.js';
export { tendIdleAccounts } from './idle/tend-idle-accounts.js';
export { accountsOfInstitution, managersOf } from './institution-accounts.js';
export { listAddresses } from './institution-addresses.js';
export { keepAManager } from './last-manager.js';
export { type ActiveStaff, listReviewers, listSupervisors } from './list-staff.js';
export { type LoginLimits, loginLimits } from './login/limits.js';
export { cardCodeOrderShape } from './pages/card-code-order.js';
export { sessionOrderShape } from './pages/session-order.js';
export { passwordResetHandlers } from './password-reset/send-reset.js';
export { argon2id, type PasswordHasher } from './passwords/hash.js';
export { type PasswordProfile, type PasswordProfileName, passwordProfiles } from './passwords/policy.js';
export type { Reader } from './reader.js';
export { replacePassword } from './replace-password.js';
export { accountNavigation, accountRoutes } from './routes.js';
export { insertSearchTexts } from './search-texts.js';
export type { AccountServices } from './services.js';
export { findSessionCard } from './sessions/session-card.js';
export { createSessionSource } from './sessions/session-source.js';
export { type AddressSharer, findAddressSharers } from './shared-addresses.js';
export { foldExtension, foldTelephone, isExtension, isMobile, isTelephone } from './telephone.js';
export { isUserName, userNameKey } from './user-name.js';
