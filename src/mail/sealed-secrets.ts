import type { Database } from '../database/index.js';
import { countOne, type Keyring, type SealedStore, type StoreProgress, UnsealError } from '../keys/index.js';
import { contextOfSecret, isMailSecret, type MailSecret } from './mail-secret.js';

/** First passwords, codes and links in the mails that are kept, as values that are moved to a new key. */
export const sealedMailSecrets: SealedStore = {
  name: 'secrets in mails',
  purpose: 'mail',
  async count(db) {
    const counts = new Map<string, number>();
    for await (const { params } of mailsWithSecrets(db)) {
      for (const secret of secretsIn(params)) countOne(counts, keyIdOf(secret));
    }
    return counts;
  },
  reseal: resealSecrets,
};

interface SecretMail {
  readonly id: number;
  readonly recipient: string;
  readonly params: string;
}

async function* resealSecrets(
  db: Database,
  keyring: Keyring,
  activeKeyId: string,
): AsyncGenerator<StoreProgress> {
  let moved = 0;
  const unreadable: string[] = [];
  for await (const mail of mailsWithSecrets(db)) {
    if (secretsIn(mail.params).every((secret) => keyIdOf(secret) === activeKeyId)) continue;
    try {
      const params = resealParams(keyring, mail);
      // Erased or sent meanwhile: then there is nothing left to move.
      moved += await db('mails').where({ id: mail.id, params: mail.params }).update({ params });
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      unreadable.push(String(mail.id));
    }
    yield { moved, unreadable };
  }
}

function resealParams(keyring: Keyring, { recipient, params }: SecretMail): string {
  const read: Readonly<Record<string, unknown>> = JSON.parse(params);
  const fresh = Object.entries(read).map(([name, value]) => {
    if (!isMailSecret(value)) return [name, value];
    const sealed = keyring.reseal('mail', Buffer.from(value.sealed, 'base64'), contextOfSecret(recipient));
    return [name, sealed === undefined ? value : { sealed: sealed.toString('base64') }];
  });
  return JSON.stringify(Object.fromEntries(fresh));
}

/** In the order of their ids, a few at a time. */
async function* mailsWithSecrets(db: Database): AsyncGenerator<SecretMail> {
  let after = 0;
  for (;;) {
    const mails = await db('mails')
      .where('id', '>', after)
      .where('params', 'like', '%"sealed":%')
      .orderBy('id')
      .limit(100)
      .select<SecretMail[]>('id', 'recipient', 'params');
    yield* mails;
    const last = mails.at(-1);
    if (last === undefined) return;
    after = Number(last.id);
  }
}

function secretsIn(params: string): readonly MailSecret[] {
  return Object.values(JSON.parse(params)).filter(isMailSecret);
}

/** After the version (`keys/sealed-value.ts`). */
function keyIdOf({ sealed }: MailSecret): string {
  return Buffer.from(sealed, 'base64').toString('hex', 1, 9);
}
