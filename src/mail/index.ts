export { enqueueMail, type Mail } from './enqueue-mail.js';
export { isMailAddress } from './mail-address.js';
export type { MailEventName, MailEvents } from './mail-events.js';
export { type MailSecret, mailPurposes, sealMailSecret } from './mail-secret.js';
export { createMailWorker, type MailLog, type MailRound, type MailWorker } from './mail-worker.js';
export {
  countMails,
  eraseDeadSecrets,
  findMail,
  type MailCounts,
  type MailRow,
  type MailState,
  type MailView,
  mailStates,
  maskAddress,
  type QueuedMail,
  requeueMail,
  toQueuedMail,
} from './queue.js';
export { sealedMailSecrets } from './sealed-secrets.js';
export { openSmtpTransport, type SmtpSettings } from './smtp/smtp-transport.js';
export { isMailEvent, mailEventNames } from './templates/index.js';
export { type MailMessage, MailRefusedError, type MailTransport } from './transport.js';
