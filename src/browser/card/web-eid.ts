/** Why Web eID gave nothing; its sentence is the page's text `web-eid-…`. */
export type WebEidFault = 'absent' | 'no-app' | 'too-old' | 'cancelled' | 'timeout' | 'busy' | 'failed';

export class WebEidFailure extends Error {
  readonly fault: WebEidFault;
  constructor(fault: WebEidFault) {
    super(`Web eID: ${fault}`);
    this.fault = fault;
  }
}

/**
 * Looks for the Web eID extension and the program behind it. An extension may come to the page a moment after the page's
 * own scripts, so it is asked twice.
 *
 * @returns `ready`, or what is missing; `absent` after two seconds without an answer
 */
export async function findWebEid(): Promise<'ready' | WebEidFault> {
  const first = await askStatus();
  return first === 'absent' ? askStatus() : first;
}

/**
 * Has Web eID sign the nonce; certificate and PIN are asked for in its own window, the origin is what the extension sees.
 *
 * @param language of its window, e.g. `en`
 * @returns the authentication token as JSON, for the gateway
 * @throws WebEidFailure
 */
export async function authenticateWithWebEid(challengeNonce: string, language: string): Promise<string> {
  const options = { lang: language.slice(0, 2), userInteractionTimeout: patience.person };
  const whole = patience.extension + patience.program + patience.person;
  const answer = await call('authenticate', { challengeNonce, options }, whole);
  const token = Object.fromEntries(tokenParts.map((part) => [part, answer[part]]));
  if (Object.values(token).some((value) => typeof value !== 'string')) throw new WebEidFailure('failed');
  return JSON.stringify(token);
}

const tokenParts = ['unverifiedCertificate', 'algorithm', 'signature', 'format', 'appVersion'];

/** Milliseconds: until the extension answers at all, its program begins, and the person is done; as its makers have it. */
const patience = { extension: 1_000, program: 5_000, person: 120_000 };

/** The version of the messages that are sent here; extensions and programs of an earlier major version call themselves too old. */
const libraryVersion = '2.0.0';

async function askStatus(): Promise<'ready' | WebEidFault> {
  try {
    await call('status', {}, patience.extension + patience.program);
    return 'ready';
  } catch (error) {
    if (!(error instanceof WebEidFailure)) throw error;
    return error.fault === 'timeout' ? 'failed' : error.fault;
  }
}

type Message = Readonly<Record<string, unknown>>;

/** Sends a message to the extension's content script, which answers in the same window: `-ack`, then `-success` or `-failure`. */
function call(action: 'status' | 'authenticate', order: Message, whole: number): Promise<Message> {
  return new Promise((resolve, reject) => {
    const name = `web-eid:${action}`;
    const end = () => {
      clearTimeout(silence);
      clearTimeout(delay);
      window.removeEventListener('message', listen);
    };
    const fail = (fault: WebEidFault) => {
      end();
      reject(new WebEidFailure(fault));
    };
    const silence = setTimeout(() => fail('absent'), patience.extension);
    const delay = setTimeout(() => fail('timeout'), whole);
    const listen = ({ source, origin, data }: MessageEvent<unknown>) => {
      if (source !== window || origin !== location.origin || !isMessage(data)) return;
      if (data.action === `${name}-ack`) clearTimeout(silence);
      if (data.action === `${name}-failure`) fail(faultOf(data.error));
      if (data.action === `${name}-success`) {
        end();
        resolve(data);
      }
    };
    window.addEventListener('message', listen);
    window.postMessage({ action: name, libraryVersion, ...order }, location.origin);
  });
}

/** The codes of Web eID's extension and library. What a person can do nothing about is `failed`. */
const faults: Readonly<Record<string, WebEidFault>> = {
  ERR_WEBEID_USER_CANCELLED: 'cancelled',
  ERR_WEBEID_USER_TIMEOUT: 'timeout',
  ERR_WEBEID_ACTION_TIMEOUT: 'timeout',
  ERR_WEBEID_VERSION_MISMATCH: 'too-old',
  ERR_WEBEID_VERSION_INVALID: 'too-old',
  ERR_WEBEID_EXTENSION_UNAVAILABLE: 'absent',
  ERR_WEBEID_NATIVE_UNAVAILABLE: 'no-app',
  ERR_WEBEID_ACTION_PENDING: 'busy',
};

function faultOf(error: unknown): WebEidFault {
  const code = isMessage(error) ? error.code : undefined;
  return (typeof code === 'string' && faults[code]) || 'failed';
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null;
}
