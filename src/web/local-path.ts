/**
 * A path on this gateway that a link may lead to, or undefined when the text leads elsewhere: a full address, `//host`,
 * a backslash that browsers read as a slash, or a line break.
 */
export function localPath(text: unknown): string | undefined {
  return typeof text === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) ? text : undefined;
}
