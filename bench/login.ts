import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argon2id } from '../src/accounts/index.js';
import { createMariadbDatabase, startMariadb } from '../test/support/mariadb-server.js';
import { hashAt } from './support/hash-at.js';
import { type BenchPerson, benchPassword, makePeople, signToken } from './support/login-people.js';
import { printLine } from './support/print-line.js';
import { type LoginGateway, startLoginGateway } from './support/start-login-gateway.js';

/**
 * Whole logins per second over HTTP on two cores, against checks of a password alone (argon2id at the configured cost, as
 * many at once as there are cores) on the same cores in the same run, turn about. A gateway in a process of its own, people
 * with cards of their own who log in side by side, each from another address; the nonce cannot be known ahead, so this
 * process signs the tokens in the same time and on the same cores.
 *
 * - `program`: `POST /api/v1/session/challenge`, `POST /api/v1/session`
 * - `page`: the login page, its captcha's picture, `POST /login/challenge`, `POST /login`
 *
 * Prints one line of JSON for each way and database. Run it on two cores: `taskset -c 0,1 node dist/bench/login.js`.
 * `JIANBAO_BENCH_SECONDS` is the length of a turn, default 6; `JIANBAO_BENCH_DATABASES`, default `sqlite,mariadb`;
 * `JIANBAO_BENCH_COST` is a cost of argon2id other than the configured one, as kilobytes and passes, e.g. `65536,3`.
 */
const seconds = Number(process.env.JIANBAO_BENCH_SECONDS ?? '6');
const databases = (process.env.JIANBAO_BENCH_DATABASES ?? 'sqlite,mariadb').split(',');
const cost = process.env.JIANBAO_BENCH_COST;
const turns = 3;
const cores = 2;
const atOnce = 8;
const rampMilliseconds = 1000;
const captcha = '246813';
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
let addresses = 0;

const directory = await mkdtemp(join(tmpdir(), 'jianbao-bench-'));
try {
  const people = await makePeople(join(directory, 'trust'), 4 * atOnce);
  const stored = await hashAt(benchPassword, cost);
  for (const database of databases) await measure(database, people, stored);
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function measure(database: string, people: readonly BenchPerson[], stored: string): Promise<void> {
  const server = database === 'mariadb' ? await startMariadb({ durable: true }) : undefined;
  if (server !== undefined) await createMariadbDatabase(server.port, 'bench');
  const gateway = await startLoginGateway({
    database: server === undefined ? 'sqlite' : `mariadb://root@127.0.0.1:${server.port}/bench`,
    dataDirectory: join(directory, database),
    trustDirectory: join(directory, 'trust'),
    people: people.length,
    captcha,
    ...(cost !== undefined && { cost }),
  });
  try {
    for (const [way, logIn] of [
      ['program', logInAsProgram],
      ['page', logInOnPage],
    ] as const) {
      const visit: Visit = (person, address) => logIn(gateway.origin, person, address);
      // Once round everybody: binds the cards, warms both processes up.
      await perSecond(people, visit, 1);
      const outcomes: Turn[] = [];
      for (let turn = 0; turn < turns; turn += 1)
        outcomes.push(await takeTurn(gateway, people, visit, stored));
      print(database, way, middleOf(outcomes));
    }
  } finally {
    agent.destroy();
    await gateway.stop();
    await server?.stop();
  }
}

type Visit = (person: BenchPerson, address: string) => Promise<void>;

interface Turn {
  readonly ours: number;
  readonly reference: number;
  /** Milliseconds of processor time for a login, in the gateway and in this process, and for a password check. */
  readonly gatewayCpu: number;
  readonly clientCpu: number;
  readonly referenceCpu: number;
}

async function takeTurn(
  gateway: LoginGateway,
  people: readonly BenchPerson[],
  visit: Visit,
  stored: string,
): Promise<Turn> {
  const before = { gateway: await gateway.cpuSeconds(), client: ownCpuSeconds() };
  const ours = await perSecond(people, visit, seconds);
  const after = { gateway: await gateway.cpuSeconds(), client: ownCpuSeconds() };
  // The ramp's logins cost as much as those counted.
  const logins = ours * (seconds + rampMilliseconds / 1000);
  const reference = await passwordChecksPerSecond(stored);
  return {
    ours,
    reference: reference.perSecond,
    referenceCpu: reference.cpu,
    gatewayCpu: ((after.gateway - before.gateway) / logins) * 1000,
    clientCpu: ((after.client - before.client) / logins) * 1000,
  };
}

/**
 * How many logins were done in a second, `atOnce` side by side. A second passes before they are counted, so that as many
 * are under way when the count begins as when it ends.
 */
async function perSecond(people: readonly BenchPerson[], visit: Visit, length: number): Promise<number> {
  const begins = performance.now() + rampMilliseconds;
  const ends = begins + length * 1000;
  let done = 0;
  const one = async (first: number) => {
    for (let at = first; performance.now() < ends; at += atOnce) {
      const person = people[at % people.length];
      if (person === undefined) throw new TypeError('Nobody there.');
      await visit(person, nextAddress());
      if (isWithin(begins, ends)) done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, first) => one(first)));
  return done / length;
}

function isWithin(begins: number, ends: number): boolean {
  const now = performance.now();
  return now >= begins && now < ends;
}

async function passwordChecksPerSecond(stored: string): Promise<{ perSecond: number; cpu: number }> {
  const length = Math.max(2, seconds / 2);
  const before = ownCpuSeconds();
  const begins = performance.now() + rampMilliseconds;
  const ends = begins + length * 1000;
  let all = 0;
  let done = 0;
  const one = async () => {
    while (performance.now() < ends) {
      await argon2id.verify(stored, benchPassword);
      all += 1;
      if (isWithin(begins, ends)) done += 1;
    }
  };
  await Promise.all(Array.from({ length: cores }, one));
  return { perSecond: done / length, cpu: ((ownCpuSeconds() - before) / all) * 1000 };
}

async function logInAsProgram(origin: string, person: BenchPerson, address: string): Promise<void> {
  const { json: given } = await send(origin, 'POST', '/api/v1/session/challenge', { address, status: 200 });
  await send(origin, 'POST', '/api/v1/session', {
    address,
    status: 201,
    type: 'application/json',
    body: JSON.stringify({
      challenge: given.challenge,
      userName: person.userName,
      password: benchPassword,
      token: signToken(person, origin, String(given.nonce)),
    }),
  });
}

async function logInOnPage(origin: string, person: BenchPerson, address: string): Promise<void> {
  const page = await send(origin, 'GET', '/login', { address, status: 200 });
  const cookie = (page.headers['set-cookie'] ?? []).map((line) => line.split(';', 1)[0]).join('; ');
  const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(page.text) ?? [];
  const visit = { address, cookie };
  await send(origin, 'GET', '/captcha/image', { ...visit, status: 200 });
  const { json } = await send(origin, 'POST', '/login/challenge', {
    ...visit,
    csrf,
    status: 200,
    type: 'application/json',
    body: '{}',
  });
  const form = {
    _csrf: csrf,
    userName: person.userName,
    password: benchPassword,
    captcha,
    token: signToken(person, origin, String(json.nonce)),
  };
  await send(origin, 'POST', '/login', {
    ...visit,
    status: 303,
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(form).toString(),
  });
}

interface Sent {
  readonly address: string;
  /** What the answer must have, else it is an error. */
  readonly status: number;
  readonly cookie?: string;
  readonly csrf?: string;
  readonly type?: string;
  readonly body?: string;
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

async function send(origin: string, method: string, path: string, sent: Sent): Promise<Answer> {
  const { address, status, cookie, csrf, type, body } = sent;
  const asked = request(`${origin}${path}`, {
    method,
    agent,
    headers: {
      'X-Forwarded-For': address,
      Origin: origin,
      'Sec-Fetch-Site': 'same-origin',
      ...(cookie !== undefined && { Cookie: cookie }),
      ...(csrf !== undefined && { 'X-CSRF-Token': csrf }),
      ...(type !== undefined && { 'Content-Type': type, Accept: type }),
    },
  });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  answer.setEncoding('latin1');
  let text = '';
  for await (const chunk of answer) text += chunk;
  if (answer.statusCode !== status) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return { headers: answer.headers, text, json: isJson ? JSON.parse(text) : {} };
}

/** Everybody comes from another address; one alone would soon be asked to wait. */
function nextAddress(): string {
  addresses = (addresses + 1) % 4000;
  return `203.69.${addresses >> 8}.${addresses & 0xff}`;
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function middleOf(outcomes: readonly Turn[]): Turn {
  const sorted = outcomes.toSorted((one, other) => one.ours / one.reference - other.ours / other.reference);
  return (
    sorted[Math.floor(sorted.length / 2)] ?? {
      ours: 0,
      reference: 1,
      gatewayCpu: 0,
      clientCpu: 0,
      referenceCpu: 0,
    }
  );
}

function print(database: string, way: string, turn: Turn): void {
  const { ours, reference, gatewayCpu, clientCpu, referenceCpu } = turn;
  printLine({
    name: `login: ${way}, ${database}`,
    ratio: ours / reference,
    unit: 'logins per second / password checks (argon2id) per second',
    ours: ours,
    reference: reference,
    goal: 0.8,
    better: 'higher',
    cost: cost ?? 'configured',
    gatewayCpuMilliseconds: gatewayCpu,
    clientCpuMilliseconds: clientCpu,
    referenceCpuMilliseconds: referenceCpu,
    // Processor time does not mind what else the machine does: how much of a login's is the password's.
    ratioOfCpu: referenceCpu / (gatewayCpu + clientCpu),
    load: loadavg()[0] ?? 0,
  });
}
