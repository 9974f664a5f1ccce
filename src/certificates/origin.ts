/**
 * Checks the configured origin, which the card signs: exactly the text a browser writes for it.
 *
 * @param text `https://host[:port]`: lower case, punycode, no default port, no path and no slash. In demo mode also
 *   `http://localhost[:port]`
 * @returns the same text
 * @throws TypeError with a sentence that tells what to write
 */
export function parseOrigin(text: string, options: { readonly demoMode: boolean }): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isDemoAddress = options.demoMode && url?.protocol === 'http:' && url.hostname === 'localhost';
  if (url === undefined || url.hostname === '' || (url.protocol !== 'https:' && !isDemoAddress)) {
    throw new TypeError(
      `The origin is "${text}". Write https:// and the host people type, e.g. https://hcd.example.tw`,
    );
  }
  if (url.origin !== text) {
    throw new TypeError(`The origin is "${text}". Browsers write it "${url.origin}": write it exactly so.`);
  }
  return text;
}
