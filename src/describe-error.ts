/** What the log keeps of an error. */
export interface DescribedError {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Where it was thrown, without the message. */
  readonly frames: readonly string[];
}

/**
 * An error for the log. Drivers put values of rows into their messages, and body parsers what was sent, so only errors
 * that nobody outside can fill keep their message.
 */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error))
    return { name: typeof error, code: undefined, message: undefined, frames: [] };
  const { code } = error as { code?: unknown };
  const ours = error.name === 'TypeError' || error.name === 'RangeError' || error.name === 'ReferenceError';
  return {
    name: error.name,
    code: typeof code === 'string' ? code : undefined,
    message: ours ? error.message : undefined,
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 12)
      .map((line) => line.trim()),
  };
}
