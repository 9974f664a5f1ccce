import { createHash } from 'node:crypto';
import { AgentProblem } from '../../problems.js';
import type { NamedCorrection } from '../upload/correction.js';
import type { AskGateway } from './ask-gateway.js';

/** A file that is large enough to be worth sending in parts. */
export interface FileInParts {
  /** Undefined for a correction or withdrawal: the gateway knows it. */
  readonly kind: string | undefined;
  readonly correction: NamedCorrection | undefined;
  readonly fileName: string;
  readonly file: Blob;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface LinePatience {
  /** Waits before it is tried again after a cut. */
  pause(milliseconds: number): Promise<void>;
}

/**
 * Sends a file by the gateway's resumable uploads (tus 1.0). After a cut it goes on with the part that had not arrived;
 * begun again by a later run of the command, it goes on as well, since the gateway knows the file by its SHA-256.
 *
 * @returns the number of the submission that came of it
 * @throws AgentProblem what the gateway refuses, and ERR_AGENT_GATEWAY_UNREACHABLE when it is away for longer
 */
export async function sendInParts(
  ask: AskGateway,
  token: string,
  order: FileInParts,
  { pause }: LinePatience,
): Promise<string> {
  const { file } = order;
  const begun = await overCuts(pause, () =>
    ask({
      method: 'POST',
      path: root,
      token,
      headers: {
        ...version,
        'Upload-Length': String(file.size),
        'Upload-Metadata': metadata(order),
      },
    }),
  );
  const path = begun.headers.get('location') ?? '';
  if (!/^\/api\/v1\/uploads\/[0-9a-f]{32}$/.test(path)) throw new AgentProblem('ERR_AGENT_GATEWAY_ANSWER');
  for (let { offset, submission } = standing(begun); ; ) {
    if (submission !== null) return submission;
    let isCut = false;
    const answer = await overCuts(pause, () => {
      // After a cut nobody knows what has arrived.
      const next = isCut ? look(ask, token, path) : sendPart(ask, token, path, file, offset);
      isCut = true;
      return next;
    });
    ({ offset, submission } = standing(answer));
  }
}

/** Beyond it a file is sent in parts. */
export const worthParts = 8 * 1024 * 1024;

const partBytes = 4 * 1024 * 1024;
const root = '/api/v1/uploads';
const version = { 'Tus-Resumable': '1.0.0' };

/** How long a part may be on its way, in milliseconds: some 7 kB a second. */
const partPatience = 10 * 60_000;

function look(ask: AskGateway, token: string, path: string): Promise<Response> {
  return ask({ method: 'HEAD', path, token, headers: version });
}

async function sendPart(
  ask: AskGateway,
  token: string,
  path: string,
  file: Blob,
  offset: number,
): Promise<Response> {
  const part = file.slice(offset, offset + partBytes);
  const digest = createHash('sha256')
    .update(new Uint8Array(await part.arrayBuffer()))
    .digest('base64');
  return ask({
    method: 'PATCH',
    path,
    file: part,
    token,
    patience: partPatience,
    headers: {
      ...version,
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': String(offset),
      'Upload-Checksum': `sha256 ${digest}`,
    },
  });
}

function standing({ headers }: Response): { offset: number; submission: string | null } {
  const offset = headers.get('upload-offset') ?? '';
  const submission = headers.get('jianbao-submission');
  const isKnown = /^\d{1,15}$/.test(offset) && /^[A-Z0-9-]{1,40}$/.test(submission ?? 'S');
  if (!isKnown) throw new AgentProblem('ERR_AGENT_GATEWAY_ANSWER');
  return { offset: Number(offset), submission };
}

/** `Upload-Metadata`, as tus writes it. */
function metadata({ kind, correction, fileName, sha256 }: FileInParts): string {
  const values = {
    filename: fileName,
    sha256,
    ...(kind !== undefined && { kind }),
    ...(correction !== undefined && { [correction.verb]: correction.number, reason: correction.reason }),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** Asks again after the line was cut, for about a minute. */
async function overCuts(pause: LinePatience['pause'], question: () => Promise<Response>): Promise<Response> {
  for (const milliseconds of [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]) {
    try {
      return await question();
    } catch (cause) {
      if (!(cause instanceof AgentProblem) || cause.code !== 'ERR_AGENT_GATEWAY_UNREACHABLE') throw cause;
      await pause(milliseconds);
    }
  }
  return question();
}
