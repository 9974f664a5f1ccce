import { spawn } from 'node:child_process';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../smartcard/cli/run-command.js';
import type { Terminal } from '../../smartcard/cli/terminal.js';
import { nonce, portOf } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

const pin = '246810';
const password = 'a long password, typed once';

let inserted: InsertedCards;
let scratch: string;
let gateway: Server;
let gatewayOrigin: string;
let received: { path: string; body: Record<string, string> }[];
let sessionAnswer: Answer;
let codeAnswer: Answer;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-cli-'));
  gateway = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
    const challenge = {
      status: 200,
      body: { challenge: 'c1', nonce, expiresAt: '2026-11-22T02:05:00.000Z' },
    };
    const answers = new Map([
      ['/api/v1/session/challenge', challenge],
      ['/api/v1/session/card-code', codeAnswer],
    ]);
    const { status, body } = answers.get(request.url ?? '') ?? sessionAnswer;
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => gateway.once('listening', resolve));
  gatewayOrigin = `http://127.0.0.1:${portOf(gateway)}`;
});
afterEach(() => {
  received = [];
});
afterAll(async () => {
  await new Promise((resolve) => gateway.close(resolve));
  await inserted.remove();
  await rm(scratch, { recursive: true });
});

interface Ran {
  readonly exit: number;
  readonly out: readonly string[];
  readonly errors: string;
  readonly questions: readonly string[];
}

/** Runs a command at a terminal where somebody types these answers. */
async function run(args: readonly string[], answers: readonly string[] = []): Promise<Ran> {
  received = [];
  sessionAnswer = {
    status: 200,
    body: { token: 't1', endsAt: '2026-11-22T14:00:00.000Z', account: { userName: 'user001' } },
  };
  return runAt(args, answers);
}

async function runAt(args: readonly string[], answers: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const questions: string[] = [];
  const waiting = [...answers];
  let errors = '';
  const terminal: Terminal = {
    environment: { LANG: 'zh_TW.UTF-8' },
    platform: process.platform,
    clock: () => new Date(),
    pause: async () => undefined,
    writeLine: (line) => void out.push(line),
    writeError: (text) => {
      errors += text;
    },
    ask: async (question) => {
      questions.push(question);
      return waiting.shift();
    },
    readLine: async () => '1234 5678',
    untilStopped: async () => undefined,
  };
  const exit = await runCommand(args, terminal);
  return { exit, out, errors, questions };
}

const withCards = () => ['--module', inserted.modulePath, '--softhsm-conf', inserted.configFile];
const loginArgs = () => ['login', '--gateway', gatewayOrigin, '--user', 'user001', ...withCards()];

describe('jianbao-card list', () => {
  it('shows readers and cards to the person at the computer', async () => {
    const { exit, out } = await run(['list', ...withCards()]);
    expect(exit).toBe(0);
    expect(out[0]).toMatch(/^讀卡機 SoftHSM slot ID 0x[0-9a-f]+（代號 [0-9a-f]{16}）$/);
    expect(out[1]).toBe(
      `  陳怡君，卡片 jianbao-reporter，序號 ${inserted.tokens[0]?.serial}，有效至 2030-11-22`,
    );
    expect(out[3]).toBe('  沒有卡片');
  });

  it('writes one JSON object for programs', async () => {
    const { exit, out } = await run(['list', '--json', ...withCards()]);
    expect([exit, out.length]).toEqual([0, 1]);
    expect(JSON.parse(out[0] ?? '').readers[0]).toMatchObject({
      cardPresent: true,
      pinPad: false,
      card: { holder: '陳怡君', tokenLabel: 'jianbao-reporter', pinState: 'nothing-known' },
    });
  });

  it('says what is missing, with its exit code', async () => {
    const { exit, errors } = await run(['list', '--module', join(scratch, 'none.so'), '--language', 'en']);
    expect([exit, errors.split('\n')[0]]).toEqual([3, 'This computer has no program to read the card']);
  });
});

describe('jianbao-card login', () => {
  it('logs in to the gateway with account, password and card, and writes the session token', async () => {
    const { exit, out, questions } = await run(loginArgs(), [password, pin]);
    expect([exit, out]).toEqual([0, ['t1']]);
    expect(questions).toEqual(['user001 的密碼：', '憑證卡的 PIN 碼：']);
    expect(received.map(({ path }) => path)).toEqual(['/api/v1/session/challenge', '/api/v1/session']);
    const { challenge, userName, password: sent, token = '' } = received[1]?.body ?? {};
    expect({ challenge, userName, sent }).toEqual({ challenge: 'c1', userName: 'user001', sent: password });
    expect(isSignedFor(token, gatewayOrigin)).toBe(true);
    expect(JSON.stringify(received)).not.toContain(pin);
  });

  it('writes the whole answer as JSON for programs', async () => {
    const { out } = await run([...loginArgs(), '--json'], [password, pin]);
    expect(JSON.parse(out[0] ?? '')).toEqual({
      token: 't1',
      endsAt: '2026-11-22T14:00:00.000Z',
      account: { userName: 'user001' },
    });
  });

  describe('with another card of the same person', () => {
    const sent = {
      status: 403,
      body: { code: 'ERR_CARD_CODE_SENT', detail: '驗證碼已寄到您的信箱。', reference: 'R-1' },
    };

    it('takes the mailed code from a file descriptor, and gives up after a wrong one', async () => {
      const refused = {
        status: 403,
        body: { code: 'ERR_CARD_CODE_WRONG', detail: '與信中的不同。', reference: 'R-2' },
      };
      const { exit, out, errors } = await runFor(sent, refused, [...loginArgs(), '--code-fd', '5', '--json']);
      expect([exit, errors, JSON.parse(out[0] ?? '')]).toEqual([
        5,
        '驗證碼已寄到您的信箱。\n',
        {
          code: 'ERR_AGENT_GATEWAY_REFUSED',
          title: '申報網站沒有接受這次的請求',
          detail: '與信中的不同。',
          gatewayCode: 'ERR_CARD_CODE_WRONG',
          reference: 'R-2',
        },
      ]);
      expect(received.at(-1)).toEqual({
        path: '/api/v1/session/card-code',
        body: { challenge: 'c1', code: '1234 5678' },
      });
    });

    it('says what to do where nobody can type the code', async () => {
      const { exit, errors } = await runFor(sent, sent, loginArgs());
      expect([exit, errors.split('\n')[1]]).toEqual([5, '還需要寄到信箱的驗證碼']);
      expect(errors).toContain('--code-fd');
    });

    it('ends when nothing is entered', async () => {
      expect((await runFor(sent, sent, loginArgs(), [''])).exit).toBe(4);
      expect(received.map(({ path }) => path)).not.toContain('/api/v1/session/card-code');
    });

    function runFor(first: Answer, second: Answer, args: readonly string[], typed: readonly string[] = []) {
      received = [];
      sessionAnswer = first;
      codeAnswer = second;
      return runAt(args, [password, pin, ...typed]);
    }
  });

  it("passes on the gateway's own sentence when it refuses", async () => {
    received = [];
    sessionAnswer = { status: 401, body: { title: '沒有登入', detail: '帳號、密碼或憑證卡不符。' } };
    const { exit, errors } = await runAt(loginArgs(), [password, pin]);
    expect([exit, errors]).toEqual([5, '申報網站沒有接受這次的請求\n沒有登入 帳號、密碼或憑證卡不符。\n']);
  });

  it('tells a wrong PIN with the tries left, and sends nothing more to the gateway', async () => {
    const { exit, out } = await run([...loginArgs(), '--json'], [password, '735291']);
    expect([exit, JSON.parse(out[0] ?? '')]).toMatchObject([
      4,
      { code: 'ERR_AGENT_PIN_WRONG', triesLeft: 2 },
    ]);
    expect(received.map(({ path }) => path)).toEqual(['/api/v1/session/challenge']);
  });

  it('tells a gateway that is not there', async () => {
    const args = ['login', '--gateway', 'http://127.0.0.1:9', '--user', 'user001', ...withCards()];
    const { exit, errors } = await run(args, [password, pin]);
    expect([exit, errors.split('\n')[0]]).toEqual([6, '連不到申報網站']);
  });

  it('follows no redirection: password and token go where they were meant to', async () => {
    received = [];
    sessionAnswer = { status: 200, body: {} };
    const redirecting = createServer((_request, response) => {
      response.writeHead(307, { Location: `${gatewayOrigin}/api/v1/session/challenge` }).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => redirecting.once('listening', resolve));
    const args = [
      'login',
      '--gateway',
      `http://127.0.0.1:${portOf(redirecting)}`,
      '--user',
      'u',
      ...withCards(),
    ];
    expect((await runAt(args, [password, pin])).exit).toBe(6);
    expect(received).toEqual([]);
    await new Promise((resolve) => redirecting.close(resolve));
  });

  it('refuses a gateway without encryption', async () => {
    const { exit, errors } = await run(['login', '--gateway', 'http://jianbao.example.tw', '--user', 'u']);
    expect([exit, errors.includes('Write https:// and the host')]).toEqual([2, true]);
  });

  it('refuses where nobody can type a password and no file descriptor is named', async () => {
    const { exit, errors } = await run(loginArgs(), []);
    expect([exit, errors]).toEqual([2, '用法不對：這裡不能輸入密碼。請用 --password-fd 指定檔案描述子。\n']);
  });

  it('takes password and PIN from file descriptors, as a process of its own', async () => {
    received = [];
    sessionAnswer = { status: 200, body: { token: 't2', endsAt: '2026-11-22T14:00:00.000Z', account: {} } };
    const args = [...loginArgs(), '--password-fd', '3', '--pin-fd', '4', '--json'];
    const { exit, out, errors } = await runProcess(args, [password, pin]);
    expect(errors).toBe('');
    expect([exit, JSON.parse(out)]).toEqual([
      0,
      { token: 't2', endsAt: '2026-11-22T14:00:00.000Z', account: {} },
    ]);
    expect(received[1]?.body.password).toBe(password);
  });
});

describe('jianbao-card pair', () => {
  it('shows a link that keeps the secret in the fragment, the same each time', async () => {
    const args = [
      'pair',
      '--origin',
      'https://jianbao.example.tw',
      '--pairing-file',
      join(scratch, 'pairing'),
    ];
    const { exit, out } = await run(args);
    expect(exit).toBe(0);
    expect(out[0]).toMatch(/^https:\/\/jianbao\.example\.tw\/card\/pair#[A-Za-z0-9_-]{43}$/);
    expect((await run(args)).out).toEqual(out);
  });
});

describe('jianbao-card serve', () => {
  it('runs until it is stopped', async () => {
    const args = [
      'serve',
      '--origin',
      'https://jianbao.example.tw',
      '--port',
      '0',
      '--pairing-file',
      join(scratch, 'serve'),
    ];
    const { exit, out } = await run([...args, ...withCards(), '--language', 'en']);
    expect(exit).toBe(0);
    expect(out[0]).toMatch(
      /^The card agent runs: 127\.0\.0\.1, ::1, port \d+\. Allowed sites: https:\/\/jianbao\.example\.tw\./,
    );
    expect(out[1]).toBe('The card agent has stopped.');
  });
});

describe('jianbao-card serve, where another program has the port,', () => {
  it('says so', async () => {
    const args = [
      'serve',
      '--origin',
      'https://a.example',
      '--port',
      String(portOf(gateway)),
      '--pairing-file',
    ];
    const { exit, errors } = await run([...args, join(scratch, 'taken')]);
    expect([exit, errors.startsWith('憑證元件的連接埠已被使用。')]).toEqual([1, true]);
  });
});

describe('jianbao-card used wrongly', () => {
  it.each([
    [['frobnicate']],
    [[]],
    [['constructor']],
    [['login', '--pin', '246810']],
    [['login', '--password=x']],
    [['list', '--port', 'x']],
    [['serve', '--consent', 'never', '--origin', 'https://a.example']],
    [['serve']],
    [['pair']],
  ])('ends with code 2: %j', async (args) => {
    expect((await run(args)).exit).toBe(2);
  });

  it('explains itself', async () => {
    const { exit, errors } = await run(['help']);
    expect([exit, errors.startsWith('用法：jianbao-card <指令>')]).toEqual([0, true]);
  });
});

function isSignedFor(text: string, origin: string): boolean {
  const { unverifiedCertificate, signature } = JSON.parse(text);
  const { publicKey } = new X509Certificate(Buffer.from(unverifiedCertificate, 'base64'));
  const data = Buffer.concat([origin, nonce].map((part) => createHash('sha256').update(part).digest()));
  return verify('sha256', data, publicKey, Buffer.from(signature, 'base64'));
}

/** The built command, with secrets on file descriptors from 3 on. */
function runProcess(args: readonly string[], secrets: readonly string[]) {
  const program = join('dist', 'smartcard', 'cli', 'main.js');
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...secrets.map(() => 'pipe' as const)],
  });
  for (const [index, secret] of secrets.entries()) {
    const pipe = child.stdio[index + 3];
    if (pipe !== null && pipe !== undefined && 'end' in pipe) pipe.end(`${secret}\n`);
  }
  let out = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise<{ exit: number | null; out: string; errors: string }>((resolve) => {
    child.on('close', (exit) => resolve({ exit, out, errors }));
  });
}
