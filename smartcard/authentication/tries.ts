import { createHmac } from 'node:crypto';
import type { Clock, RandomBytes } from '../clock.js';
import type { PinState } from '../pkcs11/card-access.js';
import { AgentProblem } from '../problems.js';

/** Tries a card gives before it locks (MOICA, HCA). */
const pinTries = 3;

/** How long the agent leaves a card alone after that many wrong PINs, and remembers the last wrong one. */
const restMinutes = 15;

export interface TriesLedger {
  /** Whether this would be the last try, by what the card says and by the agent's own count. */
  isLastTry(tokenSerial: string, pinState: PinState): boolean;
  /**
   * To be asked before a PIN goes to the card.
   *
   * @throws AgentProblem when the card is locked, or rests, or this very PIN has just been refused
   */
  admit(tokenSerial: string, pinState: PinState, pin: Uint8Array | undefined): void;
  /** Counts a wrong PIN. Gives the tries left: what the card said, or else by the agent's own count. */
  countWrong(tokenSerial: string, refused: RefusedPin, triesLeft: number | undefined): number;
  countRight(tokenSerial: string): void;
  /** What the ledger keeps of a PIN, taken before the PIN is wiped. */
  fingerprint(tokenSerial: string, pin: Uint8Array | undefined): RefusedPin;
}

/** A keyed digest of a PIN and its card; the key lives in this process only. */
export type RefusedPin = string & { readonly brand: 'RefusedPin' };

interface Entry {
  readonly wrong: number;
  readonly refused: RefusedPin;
  readonly at: number;
}

/**
 * Keeps a hostile or hasty page from burning a card's PIN tries: counts wrong PINs of each card itself (software tokens
 * never lock), never sends the same wrong PIN twice, and lets a card rest after three. Kept in memory only.
 */
export function createTriesLedger({ clock, random }: { clock: Clock; random: RandomBytes }): TriesLedger {
  const key = random(32);
  const entries = new Map<string, Entry>();

  function entryOf(tokenSerial: string): Entry | undefined {
    const entry = entries.get(tokenSerial);
    if (entry === undefined || secondsLeft(entry) > 0) return entry;
    entries.delete(tokenSerial);
    return undefined;
  }

  function secondsLeft(entry: Entry): number {
    return Math.ceil((entry.at + restMinutes * 60_000 - clock().getTime()) / 1000);
  }

  function fingerprint(tokenSerial: string, pin: Uint8Array | undefined): RefusedPin {
    const digest = createHmac('sha256', key).update(tokenSerial).update('\0');
    return digest.update(pin ?? Buffer.alloc(0)).digest('base64') as RefusedPin;
  }

  return {
    fingerprint,
    isLastTry: (tokenSerial, pinState) =>
      pinState === 'last-try' || (entryOf(tokenSerial)?.wrong ?? 0) >= pinTries - 1,
    admit(tokenSerial, pinState, pin) {
      if (pinState === 'locked') throw new AgentProblem('ERR_AGENT_PIN_LOCKED', { triesLeft: 0 });
      const entry = entryOf(tokenSerial);
      if (entry === undefined) return;
      if (entry.wrong >= pinTries) throw restingProblem(secondsLeft(entry));
      if (pin !== undefined && entry.refused === fingerprint(tokenSerial, pin))
        throw new AgentProblem('ERR_AGENT_PIN_REPEATED', { triesLeft: pinTries - entry.wrong });
    },
    countWrong(tokenSerial, refused, triesLeft) {
      const wrong = Math.max(
        (entryOf(tokenSerial)?.wrong ?? 0) + 1,
        triesLeft === undefined ? 0 : pinTries - triesLeft,
      );
      entries.set(tokenSerial, { wrong, refused, at: clock().getTime() });
      return triesLeft ?? Math.max(pinTries - wrong, 0);
    },
    countRight: (tokenSerial) => {
      entries.delete(tokenSerial);
    },
  };
}

function restingProblem(seconds: number): AgentProblem {
  return new AgentProblem('ERR_AGENT_PIN_RESTING', {
    triesLeft: 0,
    retryAfter: seconds,
    params: { minutes: Math.ceil(seconds / 60) },
  });
}
