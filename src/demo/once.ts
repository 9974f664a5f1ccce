import { createHash } from 'node:crypto';
import { authenticateWithCard } from '../../smartcard/index.js';
import { callApi, waitUntilDecided } from './api-client.js';
import { demoInstitution } from './people-plans.js';
import type { DemoGround } from './prepare.js';
import { sampleFile } from './sample-files.js';

/** The result of one whole round, as the last line of `npm run demo -- --once --json` prints it. */
export interface OnceResult {
  readonly login: { readonly card: string; readonly account: string };
  readonly submission: string;
  readonly status: string;
  readonly rows: number;
  readonly sha256: string;
  readonly receipt: string;
}

/**
 * Does the main job as a hospital's own system would: logs in over HTTP with the card through PKCS#11, uploads the sample
 * file, waits for the decision, fetches the receipt.
 *
 * @throws Error with the gateway's own sentence when a step is refused
 */
export async function reportOnce(
  origin: string,
  { reader, people }: DemoGround,
  { today, say }: { readonly today: string; readonly say: (sentence: string) => void },
): Promise<OnceResult> {
  const reporter = people.find(({ role, begins }) => role === 'reporter' && begins === 'at-work');
  if (reporter === undefined) throw new TypeError('The demonstration has no reporter.');
  say(`Logging in as ${reporter.userName} of ${demoInstitution.name} with the card`);
  const { challenge, nonce } = await callApi(origin, 'POST', '/api/v1/session/challenge');
  const card = await authenticateWithCard({
    modulePaths: [reader.modulePath],
    softhsmConfig: reader.configFile,
    tokenLabel: reporter.tokenLabel,
    origin,
    nonce: String(nonce),
    pin: reporter.pin,
  });
  const session = await callApi(origin, 'POST', '/api/v1/session', {
    json: {
      challenge,
      userName: reporter.userName,
      password: reporter.password,
      token: JSON.stringify(card),
    },
  });
  const token = String(session.token);
  const file = sampleFile(today);
  say(`Uploading ${file.name} (${file.bytes.length.toLocaleString('en')} bytes)`);
  const upload = `/api/v1/submissions?kind=general&fileName=${encodeURIComponent(file.name)}`;
  const received = await callApi(origin, 'POST', upload, { token, file: file.bytes });
  const path = `/api/v1/submissions/${received.number}`;
  const decided = await waitUntilDecided(origin, path, token);
  say('Fetching the receipt');
  const receipt = await callApi(origin, 'GET', `${path}/receipt`, { token });
  await callApi(origin, 'DELETE', '/api/v1/session', { token });
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  if ((receipt.file as { sha256?: unknown }).sha256 !== sha256)
    throw new Error('The receipt names another file than the one uploaded.');
  return {
    login: {
      card: String((receipt.card as { profile?: unknown }).profile),
      account: String((session.account as { userName?: unknown }).userName),
    },
    submission: String(received.number),
    status: String(decided.status),
    rows: Number(decided.rows),
    sha256,
    receipt: String(receipt.number),
  };
}
