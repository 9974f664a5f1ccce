import type { KeyObject } from 'node:crypto';
import { type Answer, answerOctets, type Command, parseCommand, status } from './apdu.js';
import { applyKey } from './apply-key.js';
import { createPinCounter } from './pin-counter.js';
import { pivApplication, pivObjects } from './piv-objects.js';
import { findValue, tlv } from './tlv.js';

/** Key references of PIV (NIST SP 800-73-4 part 1, table 4b): authentication, signature, key management. */
export type KeyReference = '9a' | '9c' | '9d';

export interface CardKey {
  readonly privateKey: KeyObject;
  /** DER. */
  readonly certificate: Buffer;
}

export interface PivCardOptions {
  readonly keys: Readonly<Partial<Record<KeyReference, CardKey>>>;
  readonly pin: string;
  readonly puk: string;
  /** 16 octets in hex; OpenSC makes the token's serial number of it. */
  readonly guid: string;
}

export interface PivCard {
  /** Answers one command. */
  respond(apdu: Buffer): Buffer;
  /** Power off, power on or reset: what was verified is forgotten, tries lost stay lost. */
  reset(): void;
  /** Commands so far, in hex; PINs of test cards included. */
  readonly log: readonly string[];
  pinTriesLeft(): number;
  /** Whether the card would use its keys now, whoever asks. */
  isPinVerified(): boolean;
  /** Signatures and decryptions so far. */
  keyUses(): number;
}

const algorithmRsa2048 = 0x07;
const algorithmP256 = 0x11;
const chainingBit = 0x10;

/** A PIV card with RSA-2048 and P-256 keys, as far as OpenSC's module uses one. */
export function createPivCard({ keys, pin, puk, guid }: PivCardOptions): PivCard {
  const objects = pivObjects(keys, guid);
  const pins = createPinCounter(pin, puk);
  const log: string[] = [];
  let chained: Buffer[] = [];
  let pending = Buffer.alloc(0);
  let keyUses = 0;
  /** 9C wants the PIN right before each use (SP 800-73-4 part 1, 3.3.2). */
  let previous: number | undefined;

  const instructions: Readonly<Record<number, (command: Command) => Answer>> = {
    164: select,
    203: ({ data }) => foundOrNot(objects.get(findValue(0x5c, data)?.toString('hex') ?? '')),
    32: ({ p2, data }) => (p2 === 0x80 ? pins.verify(data) : { sw: status.referenceNotFound }),
    36: ({ p2, data }) => (p2 === 0x80 ? pins.change(data) : { sw: status.referenceNotFound }),
    44: ({ p2, data }) => (p2 === 0x80 ? pins.unblock(data) : { sw: status.referenceNotFound }),
    135: useKey,
  };

  function select({ p1, data }: Command): Answer {
    const isMine =
      p1 === 0x04 && data.length >= 5 && pivApplication.aid.subarray(0, data.length).equals(data);
    return isMine ? { sw: status.ok, data: pivApplication.template } : { sw: status.notFound };
  }

  function useKey({ p1, p2, data }: Command): Answer {
    const reference = p2.toString(16) as KeyReference;
    const key = keys[reference];
    const challenge = findValue(0x81, findValue(0x7c, data) ?? Buffer.alloc(0));
    if (key === undefined) return { sw: status.referenceNotFound };
    if (challenge === undefined || p1 !== algorithmOf(key)) return { sw: status.wrongData };
    if (!pins.isVerified() || (reference === '9c' && previous !== 0x20)) return { sw: status.securityStatus };
    keyUses += 1;
    return { sw: status.ok, data: tlv('7c', tlv('82', applyKey(key.privateKey, challenge))) };
  }

  function perform(command: Command): Answer {
    if (command.ins === 0xc0) return { sw: status.ok, data: pending };
    if ((command.cla & chainingBit) !== 0) {
      chained.push(command.data);
      return { sw: status.ok };
    }
    const whole = { ...command, data: Buffer.concat([...chained, command.data]) };
    chained = [];
    const answer = instructions[command.ins]?.(whole) ?? { sw: status.unknownInstruction };
    previous = command.ins;
    return answer;
  }

  return {
    respond(apdu) {
      log.push(apdu.toString('hex'));
      const command = parseCommand(apdu);
      const { sw, data = Buffer.alloc(0) } = perform(command);
      const piece = data.subarray(0, command.le);
      pending = Buffer.from(data.subarray(piece.length));
      const left = Math.min(pending.length, 0xff);
      return answerOctets({ sw: left > 0 ? status.more + left : sw, data: piece });
    },
    reset() {
      pins.forget();
      chained = [];
      pending = Buffer.alloc(0);
      previous = undefined;
    },
    log,
    pinTriesLeft: pins.triesLeft,
    isPinVerified: pins.isVerified,
    keyUses: () => keyUses,
  };
}

function foundOrNot(data: Buffer | undefined): Answer {
  return data === undefined ? { sw: status.notFound } : { sw: status.ok, data };
}

function algorithmOf({ privateKey }: CardKey): number {
  return privateKey.asymmetricKeyType === 'rsa' ? algorithmRsa2048 : algorithmP256;
}
