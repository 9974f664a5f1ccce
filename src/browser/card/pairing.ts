/** Where this browser keeps the secret it shares with the card agent on the same computer. */
const place = 'jianbao.card-agent.pairing';

/** The secret, or undefined when this browser is not paired. */
export function readPairing(): string | undefined {
  return localStorage.getItem(place) ?? undefined;
}

/**
 * Keeps the secret of a pairing link, or the secret itself as it was copied.
 *
 * @returns whether the text held one
 */
export function keepPairing(text: string): boolean {
  const [secret] = /[\w-]{43}$/.exec(text.trim()) ?? [];
  if (secret === undefined) return false;
  localStorage.setItem(place, secret);
  return true;
}

/** Forgets the secret. */
export function forgetPairing(): void {
  localStorage.removeItem(place);
}
