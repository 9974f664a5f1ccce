export { authenticateWithCard, type CardLoginOptions } from './authenticate-with-card.js';
export {
  type AskConsent,
  type ConsentAnswer,
  type ConsentQuestion,
  consentByPinOnPage,
} from './authentication/consent.js';
export type { WebEidToken } from './authentication/web-eid-token.js';
export { type OpenWindow, openWindowWith } from './consent/open-window.js';
export type { DocumentSignature } from './documents/sign-document.js';
export type { CardAccess, Reader, SignatureCard } from './pkcs11/card-access.js';
export { findModules } from './pkcs11/find-modules.js';
export { startCardWorker } from './pkcs11/start-card-worker.js';
export { type AgentErrorCode, AgentProblem } from './problems.js';
export type { PinEntry } from './server/exchange.js';
export type { AgentLog, AgentLogLine } from './server/handle-request.js';
export { type Agent, type AgentOptions, defaultPort, startAgent } from './server/start-agent.js';
export { type CardSignatureOptions, signWithCard } from './sign-with-card.js';
