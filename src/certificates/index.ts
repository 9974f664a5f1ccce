export { type BindOptions, bindOrCheckCard, type CardAccount } from './binding/bind-card.js';
export { deleteExpiredChallenges, issueChallenge, takeChallenge } from './binding/challenge.js';
export { replaceCard } from './binding/replace-card.js';
export {
  accountsSharingCardWith,
  type BoundCard,
  cardsOfAccount,
  cardsOfAccounts,
  type PastCard,
  pastCardsOfAccount,
  type UnboundBy,
  unbindCards,
} from './binding/store.js';
export { type CardLogin, type CardLoginSettings, createCardLogin } from './card-login.js';
export type { DocumentDigests, DocumentSignature } from './document-signature/check.js';
export { requireOwnCard } from './document-signature/require-own-card.js';
export type { CardIdentity } from './identity.js';
export { namesMatch } from './names-match.js';
export { parseOrigin } from './origin.js';
export { type CardProfiles, loadProfiles } from './profiles.js';
export type { CrlReport } from './revocation/crl-directory.js';
export type { GraceUse } from './revocation/source.js';
export { lapseProposals } from './trust-list/end-proposal.js';
export { followTrustList, type TrustFollower } from './trust-list/follow-trust-list.js';
export { differencesOfFolder, openTrustList } from './trust-list/open-trust-list.js';
export { trustNavigation, trustRoutes } from './trust-list/routes.js';
export type { ListSupervisors, Supervisor } from './trust-list/services.js';
export type { TrustList } from './trust-list/trust-list.js';
