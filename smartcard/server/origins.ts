const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks the list of gateways that may use the agent.
 *
 * @throws TypeError saying what to write instead
 */
export function checkOrigins(origins: readonly string[]): ReadonlySet<string> {
  if (origins.length === 0)
    throw new TypeError(
      'Name at least one gateway that may use the card, for example https://jianbao.example.tw.',
    );
  for (const origin of origins) checkOrigin(origin);
  return new Set(origins);
}

function checkOrigin(text: string): void {
  const url = parse(text);
  const isSecure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && loopbackHosts.has(url.hostname));
  if (url === undefined || !isSecure)
    throw new TypeError(
      `"${text}" is no gateway. Write https:// and the host, for example https://jianbao.example.tw.`,
    );
  // Compared byte by byte with what a browser sends, so it must be written as a browser does (RFC 6454 6.2).
  if (url.origin !== text)
    throw new TypeError(`Write the gateway as the browser does: "${url.origin}", not "${text}".`);
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
