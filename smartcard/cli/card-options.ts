import type { CommandOptions } from './options.js';

/** Which card is meant and how it is reached, by the options of a command. */
export function cardOptions({ modulePaths, softhsmConfig, readerId, tokenLabel, language }: CommandOptions) {
  return {
    modulePaths,
    ...(softhsmConfig !== undefined && { softhsmConfig }),
    ...(readerId !== undefined && { readerId }),
    ...(tokenLabel !== undefined && { tokenLabel }),
    language,
  };
}
