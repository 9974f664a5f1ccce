/** What a call carries: JSON, or a file as it is; and the bearer token of a session. */
export interface CallContent {
  readonly json?: unknown;
  readonly file?: Uint8Array;
  readonly token?: string;
}

/**
 * One call to the gateway's API; the JSON of the answer, or an empty object when there is none.
 *
 * @throws Error with the gateway's own sentence when it refuses
 */
export async function callApi(
  origin: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { json, file, token }: CallContent = {},
): Promise<Record<string, unknown>> {
  const body = file ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(origin + path, {
    method,
    headers: {
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': file === undefined ? 'application/json' : 'text/csv' }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const answer = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  if (!response.ok) {
    throw new Error(`${method} ${path.split('?')[0]}: ${answer.detail ?? answer.title} (${answer.code})`);
  }
  return answer;
}

/** Asks for a submission's state until it waits for nothing more from the gateway; two minutes at the most. */
export async function waitUntilDecided(
  origin: string,
  path: string,
  token: string,
): Promise<Record<string, unknown>> {
  for (let asked = 0; asked < 600; asked += 1) {
    const submission = await callApi(origin, 'GET', path, { token });
    if (decided.has(String(submission.status))) return submission;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The gateway has not decided about the file within two minutes.');
}

const decided = new Set(['accepted', 'refused', 'cancelled', 'awaiting-confirmation', 'awaiting-signature']);
