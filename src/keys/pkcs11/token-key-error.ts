/** A key on a PKCS#11 token that cannot be used; the sentence says what to look at, and never holds a PIN. */
export class TokenKeyError extends Error {
  constructor(sentence: string, options: ErrorOptions = {}) {
    super(sentence, options);
    this.name = 'TokenKeyError';
  }
}
