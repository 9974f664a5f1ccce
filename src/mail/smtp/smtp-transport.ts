import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { readSecretFile } from '../../keys/index.js';
import { localeTags } from '../../locales/index.js';
import { isMailAddress } from '../mail-address.js';
import { type MailMessage, MailRefusedError, type MailTransport } from '../transport.js';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `implicit` (RFC 8314, usually port 465), `starttls` (required, usually 587), or `none` for this machine itself. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** PEM file of the authority that issued the server's certificate, when it is none of the well-known ones. */
  readonly caFile?: string;
  readonly login?: { readonly user: string; readonly passwordFile: string };
  readonly from: { readonly name: string; readonly address: string };
  /** How long one mail may take in all; default 2 minutes. */
  readonly deadlineMs?: number;
}

/**
 * Sends by SMTP, one connection per mail.
 *
 * @throws TypeError for settings that would send passwords in the clear or cannot work
 */
export async function openSmtpTransport(settings: SmtpSettings): Promise<MailTransport> {
  checkSettings(settings);
  const { from, deadlineMs = 120_000 } = settings;
  const mailer = createTransport({
    ...(await connectionOptions(settings)),
    connectionTimeout: Math.min(10_000, deadlineMs),
    greetingTimeout: Math.min(10_000, deadlineMs),
    socketTimeout: Math.min(30_000, deadlineMs),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);

  return {
    async send({ key, to, language, date, subject, text, html }: MailMessage) {
      const sending = mailer.sendMail({
        messageId: `<jianbao.${key}@${domain}>`,
        from,
        to: { name: '', address: to },
        date,
        subject,
        text,
        html,
        headers: {
          'Content-Language': localeTags[language],
          // RFC 3834: no out-of-office answers to a machine.
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
        },
      });
      try {
        return (await before(deadlineMs, sending)).response;
      } catch (error) {
        throw isRefusedForGood(error)
          ? new MailRefusedError(String(error.response), { cause: error })
          : error;
      }
    },
  };
}

function checkSettings({ host, tls, login, from }: SmtpSettings): void {
  if (!isMailAddress(from.address))
    throw new TypeError('The sender of mails must be one plain e-mail address.');
  if (tls !== 'none') return;
  if (!isThisMachine(host)) {
    throw new TypeError(
      `Mails to ${host} must be encrypted on the way: set tls to "starttls" or "implicit".`,
    );
  }
  if (login !== undefined) {
    throw new TypeError('A password is not sent without encryption: set tls to "starttls" or "implicit".');
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

async function connectionOptions({ host, port, tls, caFile, login }: SmtpSettings) {
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: {
      minVersion: 'TLSv1.2' as const,
      ...(caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }),
    },
    ...(login === undefined
      ? {}
      : { auth: { user: login.user, pass: (await readSecretFile(login.passwordFile)).trim() } }),
  };
}

/** Rejects when `work` is not done in time; a server that answers byte by byte would otherwise hold a mail for ever. */
async function before<T>(deadlineMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The mail server took too long.')), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A 5yz reply (RFC 5321 4.2.1) to this recipient or this content. The same reply to login or sender means that the
 * gateway is not set up right: the mail waits until somebody mends that.
 */
function isRefusedForGood(error: unknown): error is Error & { response: string } {
  const { code, command, responseCode, response } = error as SmtpFailure;
  if (typeof responseCode !== 'number' || responseCode < 500 || typeof response !== 'string') return false;
  return (code === 'EENVELOPE' && command === 'RCPT TO') || code === 'EMESSAGE';
}

interface SmtpFailure {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}
