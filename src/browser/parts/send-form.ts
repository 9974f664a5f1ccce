/** What came of a form that a script has sent: where to go on, or a sentence about what went wrong. */
export interface FormAnswer {
  readonly location: string | null;
  readonly sentence: string | null;
}

/**
 * Sends a form with its file. XMLHttpRequest, because fetch does not tell how much of a body has been sent.
 *
 * @param onProgress the part that has been sent, from 0 to 1
 * @throws Error when the connection ended before an answer came
 */
export function sendForm(form: HTMLFormElement, onProgress: (sent: number) => void): Promise<FormAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : loaded / total),
    );
    request.addEventListener('error', () => reject(new Error('The connection ended.')));
    request.addEventListener('abort', () => reject(new Error('The upload was broken off.')));
    request.addEventListener('load', () => resolve(readAnswer(request)));
    request.send(new FormData(form));
  });
}

function readAnswer(request: XMLHttpRequest): FormAnswer {
  const location = request.status === 202 ? request.getResponseHeader('Location') : null;
  return { location, sentence: location === null ? readSentence(request.responseText) : null };
}

/** The sentence of a problem (RFC 9457), that of its first field if it has one. */
function readSentence(text: string): string | null {
  try {
    const problem: { detail?: string; errors?: readonly { detail?: string }[] } = JSON.parse(text);
    return problem.errors?.[0]?.detail ?? problem.detail ?? null;
  } catch {
    return null;
  }
}
