import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { migrate } from '../../migrations/index.js';
import {
  addAccount,
  argon2id,
  byOperator,
  completeProfile,
  passwordProfiles,
  replacePassword,
} from '../../src/accounts/index.js';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { connect, type Database, inTransaction } from '../../src/database/index.js';
import { startGateway } from '../../src/gateway.js';
import { importInstitutions } from '../../src/institutions/index.js';
import { parseRanges } from '../../src/ip-ranges/index.js';
import { initKeys } from '../../src/keys/index.js';
import { hashAt } from './hash-at.js';
import { benchIdLast4, benchName, benchPassword, benchRange, userNameOf } from './login-people.js';

// A whole gateway in a process of its own, with the settings of its environment, as `jianbao serve` starts it; the one
// difference is that its captcha pictures always say the same. Makes its database and its people first. Talks with its
// parent over IPC: the port, then the processor time whenever it is asked.

const [people = '0', captcha = '', cost = ''] = process.argv.slice(2);
const config = readConfig(process.env);
const log = pino({ level: 'silent' });

await initKeys({
  directory: config.directories.keys,
  name: 'bench.localhost',
  clock: systemClock,
  random: randomBytes,
});
await seed(Number(people));
const gateway = await startGateway({
  config,
  clock: systemClock,
  randomBytes,
  log,
  captchaText: () => captcha,
});
process.on('message', () => process.send?.(process.cpuUsage()));
process.on('disconnect', () => void gateway.stop().then(() => process.exit()));
process.send?.({ port: gateway.port });

async function seed(count: number): Promise<void> {
  const db = connect(config.database);
  try {
    await migrate(db);
    const by = { ...byOperator, at: systemClock() };
    await importInstitutions(db, Buffer.from('醫療機構代碼,名稱,認可類別\n1268650500,測試醫院,\n'), by);
    for (let at = 0; at < count; at += 1) await addPerson(db, userNameOf(at));
    if (cost !== '') await db('accounts').update({ password_hash: await hashAt(benchPassword, cost) });
  } finally {
    await db.destroy();
  }
}

async function addPerson(db: Database, userName: string): Promise<void> {
  const by = { ...byOperator, at: systemClock() };
  const email = `${userName}@test-hospital.example`;
  const { accountId } = await inTransaction(db, (trx) =>
    addAccount(
      trx,
      { passwords: argon2id, randomBytes },
      {
        userName,
        role: 'reporter',
        institutionCode: '1268650500',
        name: benchName,
        idLast4: benchIdLast4,
        email,
        ranges: parseRanges('ranges', [benchRange], { demoMode: true, widest: 'confirmed-by-reviewer' }),
      },
      by,
    ),
  );
  const telephones = { telephone: '02-1111-1111', telephoneExtension: '001', mobile: '0911111111' };
  const tools = { passwords: argon2id, passwordProfile: passwordProfiles['tw-baseline'] };
  await replacePassword(db, tools, { accountId, newPassword: benchPassword }, by, (trx) =>
    completeProfile(trx, accountId, { ...telephones, email }, by),
  );
}
