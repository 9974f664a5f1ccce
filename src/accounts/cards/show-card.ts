import type { BoundCard } from '../../certificates/index.js';

/** A card as pages show it: enough for its holder to know it again, of no use to anybody else. */
export interface ShownCard {
  readonly profile: string;
  readonly name: string;
  /** The last four characters of the number on the card. */
  readonly numberEnd: string;
  readonly boundAt: Date;
  readonly lastUsedAt: Date;
}

/** What of a bound card is shown. */
export function showCard({ profile, name, subjectSerial, boundAt, lastUsedAt }: BoundCard): ShownCard {
  return { profile, name: maskName(name), numberEnd: subjectSerial.slice(-4), boundAt, lastUsedAt };
}

/** A name with all but its first and last character covered, as in 陳○君; of two characters the second is covered. */
export function maskName(name: string): string {
  const characters = [...name.trim()];
  const [first = ''] = characters;
  if (characters.length < 3) return `${first}○`;
  return `${first}${'○'.repeat(characters.length - 2)}${characters.at(-1)}`;
}
