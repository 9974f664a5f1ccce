import { request } from 'node:http';

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/** Sends exactly these headers: Node's `fetch` would write `Sec-Fetch-*` of its own and follow redirects. */
export async function ask(address: string, question: Question = {}): Promise<Response> {
  const { method = 'GET', headers = {}, body } = question;
  const type = body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  return new Promise((resolve, reject) => {
    const url = new URL(address);
    const sent = request(
      {
        host: url.hostname,
        port: url.port,
        path: address.slice(url.origin.length),
        method,
        headers: { ...type, ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const pairs = Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
            (values ?? []).map((value): [string, string] => [name, value]),
          );
          const empty = [204, 304].includes(answer.statusCode ?? 0);
          const whole = Buffer.concat(chunks);
          resolve(new Response(empty ? null : whole, { status: answer.statusCode ?? 0, headers: pairs }));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body?.toString());
  });
}

/** The JSON of an answer. */
export async function jsonOf(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>;
}
