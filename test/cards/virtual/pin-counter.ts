import { type Answer, status } from './apdu.js';

const tries = 3;

export interface PinCounter {
  /** VERIFY: compares, or with no data tells how it stands (SP 800-73-4 part 2, 3.2.1). */
  verify(data: Buffer): Answer;
  /** CHANGE REFERENCE DATA: old PIN, new PIN. */
  change(data: Buffer): Answer;
  /** RESET RETRY COUNTER: PUK, new PIN. */
  unblock(data: Buffer): Answer;
  isVerified(): boolean;
  forget(): void;
  triesLeft(): number;
}

/** The PIN of a card: three tries, then blocked until the PUK, which has three of its own. */
export function createPinCounter(firstPin: string, puk: string): PinCounter {
  let pin = firstPin;
  let left = tries;
  let pukLeft = tries;
  let verified = false;

  function verify(data: Buffer): Answer {
    if (data.length === 0) return tell();
    verified = false;
    if (left === 0) return { sw: status.blocked };
    if (data.length !== 8) return { sw: status.wrongData };
    if (!data.equals(padded(pin))) {
      left -= 1;
      return { sw: left === 0 ? status.blocked : status.wrongPin + left };
    }
    left = tries;
    verified = true;
    return { sw: status.ok };
  }

  function tell(): Answer {
    if (verified) return { sw: status.ok };
    return { sw: left === 0 ? status.blocked : status.wrongPin + left };
  }

  function setPin(data: Buffer): Answer {
    pin = data.toString('latin1').replaceAll('\xff', '');
    left = tries;
    return { sw: status.ok };
  }

  return {
    verify,
    change(data) {
      const answer = verify(data.subarray(0, 8));
      return answer.sw === status.ok ? setPin(data.subarray(8)) : answer;
    },
    unblock(data) {
      if (pukLeft === 0) return { sw: status.blocked };
      if (!data.subarray(0, 8).equals(padded(puk))) {
        pukLeft -= 1;
        return { sw: pukLeft === 0 ? status.blocked : status.wrongPin + pukLeft };
      }
      pukLeft = tries;
      return setPin(data.subarray(8));
    },
    isVerified: () => verified,
    forget: () => {
      verified = false;
    },
    triesLeft: () => left,
  };
}

/** PIV pads PINs and PUKs to eight octets with FF. */
function padded(secret: string): Buffer {
  return Buffer.concat([Buffer.from(secret, 'latin1'), Buffer.alloc(8, 0xff)]).subarray(0, 8);
}
