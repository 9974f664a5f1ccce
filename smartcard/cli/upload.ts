import { randomUUID } from 'node:crypto';
import { fillIn, type Language, texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import { type AskGateway, createAskGateway } from './gateway/ask-gateway.js';
import { openDryRuns } from './gateway/dry-runs.js';
import { openGatewayLogin } from './gateway/session.js';
import { openSubmissions, type Submission } from './gateway/submissions.js';
import { gatewayOf, openSession } from './open-session.js';
import type { CommandOptions } from './options.js';
import type { Terminal } from './terminal.js';
import { readCorrection } from './upload/correction.js';
import { describeUpload, isPartlyAccepted } from './upload/describe-upload.js';
import { type FileToReport, openFileToReport, readSignature } from './upload/file-to-report.js';
import { isUnderWay } from './upload/follow-submission.js';
import { reportFile, type UploadResult } from './upload/report-file.js';
import { tryFile } from './upload/try-file.js';

/** `jianbao-card upload FILE`: reports a file of exams, or has it judged only, and waits for what comes of it when told to. */
export const uploadFile: Command = async (options, terminal) => {
  const { language, confirmWarnings, receiptTo, json, dryRun } = options;
  const correction = readCorrection(options);
  requireFitting(options);
  const file = await openFileToReport(options.operands[0] ?? '');
  const signature = options.signature === undefined ? undefined : await readSignature(options.signature);
  const ask = createAskGateway(gatewayOf(options), language);
  const session = await useSession(options, terminal, ask);
  try {
    if (!json) terminal.writeError(`${sendingText(file, language)}\n`);
    const seconds = secondsToFollow(options);
    const patience = { seconds, clock: terminal.clock, pause: terminal.pause };
    const order = {
      file,
      kind: options.kind ?? (correction === undefined ? 'general' : undefined),
      correction,
      idempotencyKey: randomUUID(),
      confirmWarnings,
      signature,
      receiptTo,
      patience,
    };
    const result = dryRun
      ? await tryFile(openDryRuns(ask, session.token), order)
      : await reportFile(openSubmissions(ask, session.token), order);
    if (json) terminal.writeLine(JSON.stringify(result));
    else
      for (const line of describeUpload(result, dryRun ? 'dryRun' : 'upload', language))
        terminal.writeLine(line);
    return exitCodeOfUpload(result, seconds > 0);
  } finally {
    await session.end();
  }
};

/** @throws TypeError for options that act on a submission, which a dry run never is */
function requireFitting({ dryRun, confirmWarnings, signature, receiptTo }: CommandOptions): void {
  if (dryRun && (confirmWarnings || (signature ?? receiptTo) !== undefined))
    throw new TypeError(
      '--dry-run reports nothing; leave out --confirm-warnings, --signature and --receipt-to.',
    );
}

interface SessionInUse {
  readonly token: string;
  end(): Promise<void>;
}

/** A session that was given goes on; one of our own ends with the command. */
async function useSession(
  options: CommandOptions,
  terminal: Terminal,
  ask: AskGateway,
): Promise<SessionInUse> {
  if (options.sessionFd !== undefined)
    return { token: (await terminal.readLine(options.sessionFd)).trim(), end: async () => undefined };
  const { token } = await openSession(options, terminal);
  return {
    token,
    // What came of the file counts more than a session that ends by itself in 15 minutes.
    end: () =>
      openGatewayLogin(ask)
        .logOut(token)
        .catch(() => undefined),
  };
}

/** Ten minutes unless told otherwise. */
function secondsToFollow(options: CommandOptions): number {
  const { wait, waitSeconds, confirmWarnings, signature, receiptTo, dryRun } = options;
  const isWanted = wait || dryRun || confirmWarnings || (signature ?? receiptTo) !== undefined;
  return waitSeconds ?? (isWanted ? 600 : 0);
}

const exitCodes: Readonly<Record<string, number>> = {
  accepted: exitCode.done,
  refused: exitCode.refusedByRules,
  'awaiting-confirmation': exitCode.awaitingPerson,
  'awaiting-signature': exitCode.awaitingPerson,
  cancelled: exitCode.endedOtherwise,
  lapsed: exitCode.endedOtherwise,
} satisfies Partial<Record<Submission['status'], number>>;

function exitCodeOfUpload({ submission }: UploadResult, hasWaited: boolean): number {
  if (isUnderWay(submission)) return hasWaited ? exitCode.undecided : exitCode.done;
  if (isPartlyAccepted(submission)) return exitCode.refusedByRules;
  return exitCodes[submission.status] ?? exitCode.unexpected;
}

function sendingText({ name, size }: FileToReport, language: Language): string {
  return fillIn(texts[language].upload.sending, { name, size: size.toLocaleString('en') });
}
