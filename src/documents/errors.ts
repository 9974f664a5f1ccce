/** What was sent is longer than allowed; nothing of it was kept. The caller says it in its own words. */
export class DocumentTooLargeError extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`The document is longer than ${limitBytes} bytes.`);
    this.name = 'DocumentTooLargeError';
    this.limitBytes = limitBytes;
  }
}

/** There is no document of this id. */
export class DocumentMissingError extends Error {
  constructor(id: string) {
    super(`The document ${id} is not in the store.`);
    this.name = 'DocumentMissingError';
  }
}

/** A stored file was cut, reordered, exchanged or altered, or its key is not here. */
export class DocumentDamagedError extends Error {
  constructor(id: string, options: ErrorOptions = {}) {
    super(`The document ${id} is damaged.`, options);
    this.name = 'DocumentDamagedError';
  }
}
