/** The page is older than its session; it must be loaded anew. */
export class PageExpired extends Error {}

/** Asks the gateway for the nonce that the card signs. Throws PageExpired, or another error when it is out of reach. */
export async function fetchNonce(csrfToken: string): Promise<string> {
  const response = await fetch('/login/challenge', {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
    body: '{}',
  });
  if (response.status === 401 || response.status === 403) throw new PageExpired('The session has ended.');
  if (!response.ok) throw new Error(`No nonce: ${response.status}`);
  const { nonce } = (await response.json()) as { nonce: string };
  return nonce;
}
