import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, RandomBytes } from '../clock.js';
import type { Database } from '../database/index.js';
import { describeError } from '../describe-error.js';
import { type Keyring, UnsealError } from '../keys/index.js';
import { isLanguage } from '../locales/index.js';
import { maxTries, nextTry } from './back-off.js';
import type { MailEventName, MailParams } from './mail-events.js';
import { isMailSecret, openMailSecret } from './mail-secret.js';
import { type ClaimedMail, claimNextMail, markDead, markSent, postpone } from './outbox.js';
import { withoutSecrets } from './queue.js';
import { renderMail } from './render-mail.js';
import { isMailEvent } from './templates/index.js';
import { type MailMessage, MailRefusedError, type MailTransport } from './transport.js';

export interface MailWorkerOptions {
  readonly db: Database;
  readonly transport: MailTransport;
  /** Opened with `mailPurposes`. */
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Where the gateway is reached, without a slash at the end; for the links in mails. */
  readonly origin: string;
  readonly log: MailLog;
}

export interface MailLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What became of the mails of one round. */
export interface MailRound {
  readonly sent: number;
  readonly postponed: number;
  readonly dead: number;
}

export interface MailWorker {
  /** Sends everything that is due. */
  runOnce(): Promise<MailRound>;
  /**
   * Sends what becomes due until `signal` aborts; then resolves when the mails in hand are done with, at the latest
   * after two seconds. A mail that the server has not answered by then is sent again when its lease ends.
   */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Sends the mails of the outbox. Any number of gateways may run one: a mail is claimed by one of them for as long as a
 * send can take, and by another when that one died. So each mail goes out at least once, and twice only if a process
 * dies between the server's reply and writing it down.
 */
export function createMailWorker(options: MailWorkerOptions): MailWorker {
  const { log } = options;

  const sendAllDue = async (signal: AbortSignal): Promise<MailRound> => {
    const round = { sent: 0, postponed: 0, dead: 0 };
    const sendUntilNoneIsDue = async (): Promise<void> => {
      while (!signal.aborted) {
        const mail = await claim(options);
        if (mail === undefined) return;
        round[await send(mail, options)] += 1;
      }
    };
    // Several at a time: a mail that the server is slow to take must not hold back the others.
    const ends = await Promise.allSettled(Array.from({ length: lanes }, sendUntilNoneIsDue));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return round;
  };

  const repeatUntil = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await sendAllDue(signal).catch((error) =>
        log.error({ err: describeError(error) }, 'The outbox could not be worked off.'),
      );
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };

  return {
    runOnce: () => sendAllDue(new AbortController().signal),
    run: (signal) => Promise.race([repeatUntil(signal), patienceAfter(signal)]),
  };
}

/** Resolves some time after `signal` aborts; keeps no process alive. */
function patienceAfter(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const begin = () => setTimeout(resolve, patienceMs).unref();
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
  });
}

const lanes = 4;
const pauseMs = 2_000;
const patienceMs = 2_000;

/** Longer than any send can take (see `smtp/smtp-transport.ts`). */
const leaseMs = 5 * 60_000;

function claim({ db, clock, random }: MailWorkerOptions): Promise<ClaimedMail | undefined> {
  return claimNextMail(db, { now: clock(), leaseMs, claim: random(16).toString('hex') });
}

async function send(mail: ClaimedMail, options: MailWorkerOptions): Promise<keyof MailRound> {
  const { db, transport, clock, log } = options;
  const about = { mail: mail.id, event: mail.event, attempts: mail.attempts };
  // Each claim counts as a try, so that a mail whose senders keep dying comes to an end, too.
  if (mail.attempts > maxTries)
    return giveUpOrPostpone(mail, new Error('Every process that tried died.'), options);
  let outcome: string;
  try {
    outcome = await transport.send(write(mail, options));
  } catch (error) {
    return giveUpOrPostpone(mail, error, options);
  }
  await markSent(db, mail, { at: clock(), outcome, params: withoutSecrets(mail.params) });
  log.info(about, 'Mail sent.');
  return 'sent';
}

async function giveUpOrPostpone(
  mail: ClaimedMail,
  error: unknown,
  { db, clock, random, log }: MailWorkerOptions,
): Promise<keyof MailRound> {
  const about = { mail: mail.id, event: mail.event, attempts: mail.attempts, err: describeError(error) };
  const outcome = error instanceof Error ? error.message : 'unknown error';
  const until = isHopeless(error) ? undefined : nextTry(mail.attempts, clock(), random);
  if (until === undefined) {
    // Its secrets stay sealed for a while, so that it can be sent again (`eraseDeadSecrets`).
    await markDead(db, mail, { at: clock(), outcome, params: mail.params });
    log.error(about, 'Mail given up.');
    return 'dead';
  }
  await postpone(db, mail, { until, outcome });
  log.warn(about, 'Mail postponed.');
  return 'postponed';
}

/** A refusal for good, or a secret that no longer opens: another try would end the same. */
function isHopeless(error: unknown): boolean {
  return (
    error instanceof MailRefusedError || (error instanceof UnsealError && error.reason !== 'unknown-key')
  );
}

function write(mail: ClaimedMail, { keyring, origin }: MailWorkerOptions): MailMessage {
  const { event, language, to, createdAt } = mail;
  if (!isMailEvent(event)) throw new TypeError(`There is no mail for the event "${event}".`);
  if (!isLanguage(language)) throw new TypeError(`There are no mails in the language "${language}".`);
  const params = openSecrets(mail, keyring) as MailParams<MailEventName>;
  const rendered = renderMail(event, params, { language, origin });
  return { key: `${mail.id}.${createdAt.getTime()}`, to, language, date: createdAt, ...rendered };
}

function openSecrets({ params, to }: ClaimedMail, keyring: Keyring): unknown {
  return JSON.parse(params, (_, value) => (isMailSecret(value) ? openMailSecret(keyring, to, value) : value));
}
