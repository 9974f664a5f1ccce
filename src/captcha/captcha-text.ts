import type { RandomBytes } from '../clock.js';

/** Gives the digits of the next captcha. Injected, so that a test can know them. */
export type CaptchaText = () => string;

/** Six random digits, each as likely as any other. */
export function randomCaptchaText(randomBytes: RandomBytes): CaptchaText {
  return () => Array.from({ length: digits }, () => randomDigit(randomBytes)).join('');
}

const digits = 6;

/** Bytes from 250 on are thrown away: with them, 0 to 5 would come more often. */
function randomDigit(randomBytes: RandomBytes): number {
  for (;;) {
    const byte = randomBytes(1)[0] ?? 255;
    if (byte < 250) return byte % 10;
  }
}
