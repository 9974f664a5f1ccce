import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../migrations/index.js';
import { addAccount, argon2id, byOperator } from '../../src/accounts/index.js';
import { readConfig } from '../../src/config.js';
import { connect, inTransaction } from '../../src/database/index.js';
import { demoCard } from '../../src/demo/pki/index.js';
import { type Gateway, startGateway } from '../../src/gateway.js';
import { importInstitutions } from '../../src/institutions/index.js';
import { initKeys } from '../../src/keys/index.js';
import { makeToken } from '../certificates/support/small-pki.js';
import { type DemoCards, demoCards, demoMoment } from '../support/demo-cards.js';
import { ask, jsonOf } from '../web/support/ask.js';
import { newReporter } from './support/world.js';

/** The card or certificate that is used, and what the person is told: which one it is, and which to take instead. */
const refusals = [
  [
    'business',
    'ERR_CARD_BUSINESS',
    '您插入的是工商憑證。請改用您本人的自然人憑證或醫事人員憑證登入。',
    'The card in the reader is a business card. Use your own citizen or medical card to log in.',
  ],
  [
    'institution',
    'ERR_CARD_INSTITUTION',
    '您插入的是醫事機構憑證。請改用您本人的醫事人員憑證或自然人憑證登入。',
    'The card in the reader is the card of a medical institution. Use your own medical or citizen card to log in.',
  ],
  [
    'reporter, encryption certificate',
    'ERR_CARD_ENCRYPTION_CERTIFICATE',
    '您選到的是卡片上的加密憑證，登入要用同一張卡片上的簽章憑證。請改選簽章憑證後再登入。',
    'You chose the encryption certificate of the card. Logging in takes the signature certificate of the same card; choose that one and log in again.',
  ],
  [
    'test-assurance',
    'ERR_CARD_TEST_ASSURANCE',
    '這是測試用的憑證卡，不能登入正式系統。請改用正式核發的自然人憑證或醫事人員憑證。',
    'This is a test card, which the live system does not take. Use a citizen or medical card that was issued for real use.',
  ],
] as const;

describe('a live gateway over HTTP', () => {
  const origin = 'https://jianbao.example.tw';
  let folder: string;
  let cards: DemoCards;
  let gateway: Gateway;

  beforeAll(async () => {
    cards = await demoCards();
    folder = await mkdtemp(join(tmpdir(), 'jianbao-live-'));
    const config = readConfig({
      JIANBAO_ORIGIN: origin,
      JIANBAO_LISTEN_PORT: '0',
      JIANBAO_TRUSTED_PROXIES: '127.0.0.1',
      JIANBAO_DATA_DIR: folder,
      JIANBAO_TRUST_DIR: cards.directory,
    });
    const clock = () => demoMoment;
    await initKeys({
      directory: config.directories.keys,
      name: 'test.localhost',
      clock,
      random: randomBytes,
    });
    const db = connect(config.database);
    await migrate(db);
    const by = { ...byOperator, at: demoMoment };
    await importInstitutions(db, Buffer.from('醫療機構代碼,名稱,認可類別\n1268650500,測試醫院,\n'), by);
    await db.destroy();
    gateway = await startGateway({ config, clock, randomBytes, log: pino({ level: 'silent' }) });
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(refusals)('names the card that is refused: %s', async (card, code, zh, en) => {
    for (const [language, sentence] of [
      ['zh-Hant', zh],
      ['en', en],
    ] as const) {
      const answer = await logIn(card, language);
      expect(await jsonOf(answer)).toMatchObject({ status: 403, code, detail: sentence });
      expect(answer.headers.get('content-language')).toBe(language);
    }
  });

  /** As a program, with an account of its own, so that one failure does not make the next one wait. */
  async function logIn(card: string, language: 'zh-Hant' | 'en'): Promise<Response> {
    const userName = `r${randomBytes(6).toString('hex')}`;
    const tools = { passwords: argon2id, randomBytes };
    const { oneTimePassword } = await inTransaction(gateway.db, (trx) =>
      addAccount(trx, tools, { ...newReporter, userName }, { ...byOperator, at: demoMoment }),
    );
    const { challenge, nonce } = await jsonOf(await post('challenge', language));
    const token = await sign(card, String(nonce));
    return post('', language, { challenge, userName, password: oneTimePassword, token });
  }

  let visits = 0;

  function post(path: string, language: string, body?: object): Promise<Response> {
    visits += 1;
    return ask(`http://127.0.0.1:${gateway.port}/api/v1/session${path && `/${path}`}`, {
      method: 'POST',
      headers: {
        'accept-language': language,
        'x-forwarded-for': `203.69.20.${visits % 8}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async function sign(card: string, nonce: string): Promise<string> {
    const [id = '', other] = card.split(',');
    const { signature, encryption } = demoCard(cards.pki, id);
    const used = other === undefined ? signature : encryption;
    const read = (file: string) => readFile(join(cards.directory, file));
    return makeToken({
      certificate: new X509Certificate(await read(used.certificate)).raw,
      privateKey: createPrivateKey(await read(used.key)),
      origin,
      nonce,
    });
  }
});
