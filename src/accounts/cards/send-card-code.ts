import { appendAudit } from '../../audit/index.js';
import type { CardIdentity } from '../../certificates/index.js';
import { addMinutes, toStoredTime } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { isAdmitted } from '../../ip-ranges/index.js';
import { enqueueMail, sealMailSecret } from '../../mail/index.js';
import { Problem } from '../../problems/index.js';
import type { AccountWithRanges } from '../account.js';
import { lockAccount } from '../account-store.js';
import type { LoginServices, LoginSource } from '../login/attempt.js';
import { cardCodeLimits, makeCardCode, showCardCode } from './card-code.js';
import { writeCardCode } from './card-code-store.js';

/**
 * Mails a one-time code to the account's own address, after a login in which everything holds but the card is another
 * one of the same person. The code is good for this card, this account and this session or challenge.
 *
 * @returns what the login is refused with: `ERR_CARD_CODE_SENT`, or `ERR_LOGIN_ADDRESS` when the address is not allowed
 * @throws Problem `ERR_LOGIN_FAILED` when the account changed meanwhile
 */
export async function sendCardCode(
  { db, clock, randomBytes, passwords, keys, demoMode }: LoginServices,
  { arrival, challengeHolder, language }: LoginSource,
  seen: AccountWithRanges,
  identity: CardIdentity,
): Promise<Problem> {
  const { address, forwardedClient, reference } = arrival;
  if (!isAdmitted(seen.ranges, address, forwardedClient, { demoMode })) {
    return new Problem('ERR_LOGIN_ADDRESS', { params: { address } });
  }
  const code = makeCardCode(randomBytes);
  // Hashing takes its time and is done before the transaction.
  const codeHash = await passwords.hash(code);
  const at = clock();
  const expiresAt = addMinutes(at, cardCodeLimits.minutes);
  await inTransaction(db, async (trx) => {
    const account = await lockAccount(trx, seen.id);
    if (account?.generation !== seen.generation) {
      throw new Problem('ERR_LOGIN_FAILED', { detail: 'the account changed meanwhile' });
    }
    await writeCardCode(trx, challengeHolder, {
      accountId: account.id,
      accountGeneration: account.generation,
      codeHash,
      tries: 0,
      identity,
      expiresAt,
    });
    await enqueueMail(trx, {
      event: 'card-code',
      to: account.email,
      language,
      params: {
        userName: account.userName,
        code: sealMailSecret(keys, account.email, showCardCode(code)),
        validUntil: toStoredTime(expiresAt),
        address,
      },
      at,
    });
    await appendAudit(trx, {
      at,
      actor: null,
      address,
      action: 'card.send-code',
      target: { kind: 'account', reference: account.userName },
      outcome: 'done',
      detail: { card: identity.profile, fingerprint: identity.certificateFingerprint },
      reference,
    });
  });
  return new Problem('ERR_CARD_CODE_SENT', { params: { minutes: cardCodeLimits.minutes } });
}
