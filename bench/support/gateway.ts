import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { migrate } from '../../migrations/index.js';
import { type RandomBytes, systemClock, toStoredTime } from '../../src/clock.js';
import { connect, type Database, type DatabaseSettings } from '../../src/database/index.js';
import { createDocumentStore, documentPurposes } from '../../src/documents/index.js';
import { createJobWorker } from '../../src/jobs/index.js';
import { initKeys, keyFiles, openKeys, readCmsSigner, readMasterKey } from '../../src/keys/index.js';
import {
  reportLimits,
  reportPurposes,
  reportRoutes,
  submissionHandlers,
  submissionLanes,
} from '../../src/reports/index.js';
import { type Actor, createPages, createShell, type SessionSource } from '../../src/web/index.js';

// A gateway with the pages, the API and the jobs of submissions, in a process of its own, so that its memory and its event
// loop can be watched. One reporter is signed in, with the bearer token `bench`. Talks with its parent over IPC.

const [settingsText = '', directory = ''] = process.argv.slice(2);
const database: DatabaseSettings = JSON.parse(settingsText);
const db = connect(database);
const random: RandomBytes = (size) => randomBytes(size);
const loopDelay = monitorEventLoopDelay({ resolution: 5 });

await migrate(db);
const services = await openServices();
const failures: string[] = [];
const jobs = createJobWorker({
  db,
  clock: systemClock,
  handlers: submissionHandlers(services),
  lanes: submissionLanes,
  onFailure: (_, error) => failures.push(String(error)),
});
const server = createServer(await createApp());
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  jobs.start();
  loopDelay.enable();
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('message', () => {
  process.send?.({
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    loopDelayP99: loopDelay.percentile(99) / 1e6,
    failures,
  });
  loopDelay.reset();
});
process.on('disconnect', () => process.exit());

async function openServices() {
  const documentDirectory = join(directory, 'documents');
  const keyDirectory = join(directory, 'keys');
  mkdirSync(documentDirectory, { recursive: true });
  await initKeys({ directory: keyDirectory, name: 'bench', clock: systemClock, random });
  const files = keyFiles(keyDirectory);
  const masterKey = await readMasterKey(files.master, random);
  const purposes = [...documentPurposes, ...reportPurposes];
  const keys = await openKeys({ db, masterKey, random, clock: systemClock, purposes });
  return {
    db,
    clock: systemClock,
    randomBytes: random,
    keys,
    documents: createDocumentStore({ directory: documentDirectory, keyring: keys, random }),
    receiptSigner: await readCmsSigner(files.receiptKey, files.receiptCertificate),
    // A million rows are larger than what an installation takes by default.
    limits: { ...reportLimits, fileBytes: 1_000_000_000 },
    log: pino({ level: 'silent' }),
    config: {
      origin: 'http://bench.example',
      database,
      directories: { documents: documentDirectory },
      submissionSignature: 'none',
    } as const,
    cards: { verifyDocument: () => Promise.reject(new TypeError('Nobody signs here.')) },
    cardAgentOrigin: 'http://127.0.0.1:48127',
  };
}

async function createApp() {
  const { actor, sessions } = await signIn(db);
  const pages = createPages({
    publicFolder: fileURLToPath(new URL('../../public', import.meta.url)),
    navigation: [],
    footerLinks: [],
    clock: systemClock,
    installation: 'demo',
  });
  return createShell({
    routes: reportRoutes({
      ...services,
      render: pages.render,
      wakeJobs: () => jobs.wake(),
      nextJobEnd: () => jobs.nextEnd(),
    }),
    pages,
    sessions: sessions(actor),
    clock: systemClock,
    randomBytes: random,
    log: pino({ level: 'silent' }),
    origin: 'http://bench.example',
    trustedProxies: [],
    cardAgentOrigins: [],
    paths: { login: '/login', replacePassword: '/first', completeProfile: '/first' },
  });
}

/** Enters an institution, its reporter and a session; the session is the only one there is. */
async function signIn(db: Database) {
  const at = toStoredTime(systemClock());
  const code = '1268650500';
  const [institutionId = 0] = await db('institutions').insert({
    code,
    name: '測試醫院',
    county: '新北市',
    address: '',
    telephone: '',
    contact: '',
    updated_at: at,
  });
  await db('institution_recognitions').insert({
    institution_id: institutionId,
    position: 0,
    kind: 'general',
    label: '一般體格及健康檢查',
  });
  const [accountId = 0] = await db('accounts').insert({
    user_name: 'bench',
    user_name_key: 'bench',
    role: 'reporter',
    institution_id: institutionId,
    state: 'active',
    name: '王申報',
    email: 'bench@example.com',
    password_hash: 'x',
    password_kind: 'own',
    password_set_at: at,
    generation: 1,
    created_at: at,
  });
  await db('sessions').insert({
    id: 'bench',
    handle: 'bench',
    kind: 'program',
    account_id: accountId,
    csrf_token: 'x',
    address: '127.0.0.1',
    user_agent: '',
    card_profile: 'citizen',
    card_fingerprint: '00'.repeat(32),
    created_at: at,
    seen_at: at,
    idle_ends_at: at,
    ends_at: at,
  });
  const actor: Actor = {
    accountId,
    userName: 'bench',
    name: '王申報',
    role: 'reporter',
    institution: { id: institutionId, code, name: '測試醫院' },
    mustDo: 'nothing',
  };
  return { actor, sessions: onlySession };
}

function onlySession(actor: Actor): SessionSource {
  const ends = new Date(Date.now() + 86_400_000);
  const session = { id: 'bench', csrfToken: 'x', idleEndsAt: ends, endsAt: ends };
  return {
    load: async () => ({ session, actor, carrier: 'bearer' }),
    begin: async () => session,
  };
}
