export { enqueueMail, type Mail } from './enqueue-mail.js';
export { isMailAddress } from './mail-address.js';
export type { MailEventName, MailEvents } from './mail-events.js';
export { type MailSecret, mailPurposes, sealMailSecret } from './mail-secret.js';
