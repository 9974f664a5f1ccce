import { get } from 'node:http';
import { z } from 'zod';

/** Who answers on the card agent's port. */
export type AgentLook =
  | { readonly kind: 'runs'; readonly version: string; readonly originAllowed: boolean }
  | { readonly kind: 'away' | 'stranger' };

const statusAnswer = z.object({
  agent: z.literal('jianbao-card'),
  version: z.string().max(64),
  originAllowed: z.boolean(),
});

const patience = 3000;
const mostBytes = 8192;

/** Asks `GET /status` as the gateway's page does. Never rejects. */
export async function lookAtAgent(port: number, gateway: string | undefined): Promise<AgentLook> {
  const text = await ask(port, gateway);
  if (text === undefined) return { kind: 'away' };
  const { data } = statusAnswer.safeParse(parseJson(text));
  return data === undefined ? { kind: 'stranger' } : { kind: 'runs', ...data };
}

/** What it answers; undefined when nothing listens. */
function ask(port: number, gateway: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const headers = gateway === undefined ? {} : { Origin: gateway };
    const request = get({ host: '127.0.0.1', port, path: '/status', headers, timeout: patience });
    request.once('timeout', () => {
      resolve('');
      request.destroy();
    });
    request.once('error', (cause: NodeJS.ErrnoException) =>
      resolve(cause.code === 'ECONNREFUSED' ? undefined : ''),
    );
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
        if (text.length > mostBytes) response.destroy();
      });
      response.once('close', () => resolve(text));
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
