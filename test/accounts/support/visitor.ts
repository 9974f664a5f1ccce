import { ask, type Question } from '../../web/support/ask.js';
import type { Site } from './site.js';
import { office } from './world.js';

/** A browser without scripts: keeps its cookies and reads the CSRF token of the last page. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  csrfToken = '';
  page = '';

  constructor(
    private readonly site: Pick<Site, 'origin'>,
    private readonly address = office,
  ) {}

  async get(path: string): Promise<Response> {
    return this.#send(path, {});
  }

  async post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: this.csrfToken, ...fields }),
      headers: { 'sec-fetch-site': 'same-origin', origin: this.site.origin },
    });
  }

  async postJson(path: string, body: unknown): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-csrf-token': this.csrfToken,
      },
    });
  }

  async #send(path: string, question: Question): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(`${this.site.origin}${path}`, {
      ...question,
      headers: { ...question.headers, cookie, 'x-forwarded-for': this.address },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    if (answer.headers.get('content-type')?.includes('text/html')) {
      this.page = await answer.clone().text();
      this.csrfToken = /name="_csrf" value="([^"]+)"/.exec(this.page)?.[1] ?? this.csrfToken;
    }
    return answer;
  }
}
