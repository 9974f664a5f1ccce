import { createHash, timingSafeEqual } from 'node:crypto';
import type { AskConsent, ConsentAnswer, ConsentQuestion } from '../authentication/consent.js';
import type { Clock, RandomBytes } from '../clock.js';
import { AgentProblem } from '../problems.js';
import type { OpenWindow } from './open-window.js';

/** What the person does in the window. */
export interface WindowAnswer {
  readonly agreed: boolean;
  /** UTF-8; taken over by whoever asked. */
  readonly pin: Uint8Array | undefined;
  readonly lastTryAgreed: boolean;
}

/** The agent's own window: a page that only this agent serves, for one question at a time. */
export interface ConsentWindow {
  readonly ask: AskConsent;
  /**
   * The question, for the secret of the window's link. Works once: the window goes on with the key it gets, so a link
   * that somebody else saw is worth nothing any more.
   *
   * @throws AgentProblem ERR_AGENT_CONSENT_OVER for any other secret, and when nothing is asked
   */
  take(secret: string | undefined): TakenQuestion;
  /**
   * Answers the question, once.
   *
   * @throws AgentProblem ERR_AGENT_CONSENT_OVER for any other key, ERR_AGENT_PIN_… when something is still missing
   */
  answer(key: string | undefined, answer: WindowAnswer): void;
}

export interface TakenQuestion {
  readonly question: ConsentQuestion;
  readonly key: string;
  readonly secondsLeft: number;
}

export interface ConsentWindowParts {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly open: OpenWindow;
  /** Where the window is, for instance "http://127.0.0.1:48127/consent". */
  readonly address: () => string;
  /** How long an answer is waited for. */
  readonly milliseconds: number;
}

interface Asking {
  readonly question: ConsentQuestion;
  readonly settle: (answer: ConsentAnswer) => void;
  readonly key: string;
  readonly endsAt: number;
  /** Undefined once it was used. */
  secret: string | undefined;
}

/** Consent asked in a window of the agent, where no page can draw, press or read. */
export function createConsentWindow({
  random,
  clock,
  open,
  address,
  milliseconds,
}: ConsentWindowParts): ConsentWindow {
  let asking: Asking | undefined;
  const makeSecret = () => random(32).toString('base64url');

  async function ask(question: ConsentQuestion, signal: AbortSignal): Promise<ConsentAnswer> {
    if (signal.aborted) return { kind: 'refused' };
    const secret = makeSecret();
    const answered = new Promise<ConsentAnswer>((resolve, reject) => {
      const endsAt = clock().getTime() + milliseconds;
      asking = { question, settle: resolve, key: makeSecret(), endsAt, secret };
      signal.addEventListener('abort', () => resolve({ kind: 'refused' }), { once: true });
      open(`${address()}#${secret}`).catch(() => reject(new AgentProblem('ERR_AGENT_NO_WINDOW')));
    });
    try {
      return await answered;
    } finally {
      asking = undefined;
    }
  }

  return {
    ask,
    take(secret) {
      if (asking?.secret === undefined || !isSame(secret, asking.secret))
        throw new AgentProblem('ERR_AGENT_CONSENT_OVER');
      asking.secret = undefined;
      const { question, key, endsAt } = asking;
      return { question, key, secondsLeft: Math.max(1, Math.ceil((endsAt - clock().getTime()) / 1000)) };
    },
    answer(key, answer) {
      if (asking === undefined || asking.secret !== undefined || !isSame(key, asking.key))
        throw new AgentProblem('ERR_AGENT_CONSENT_OVER');
      const { question, settle } = asking;
      if (answer.agreed) checkAnswer(question, answer);
      asking = undefined;
      settle(answerOf(answer));
    },
  };
}

/**
 * What is missing is said in the window, and the question stays open. The last try is agreed to here, whatever the page
 * said of it.
 */
function checkAnswer(question: ConsentQuestion, { pin, lastTryAgreed }: WindowAnswer): void {
  const asksPin = !question.pinGiven && !question.pinPad;
  if (asksPin && (pin === undefined || pin.length === 0)) throw new AgentProblem('ERR_AGENT_PIN_NEEDED');
  if (asksPin && pin !== undefined && (pin.length < 6 || pin.length > 8))
    throw new AgentProblem('ERR_AGENT_PIN_LENGTH');
  if (question.lastTry && !lastTryAgreed) throw new AgentProblem('ERR_AGENT_PIN_LAST_TRY', { triesLeft: 1 });
}

function answerOf({ agreed, pin }: WindowAnswer): ConsentAnswer {
  if (!agreed) return { kind: 'refused' };
  return pin === undefined ? { kind: 'granted' } : { kind: 'granted', pin };
}

/** Takes the same time whatever is given. */
function isSame(given: string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
