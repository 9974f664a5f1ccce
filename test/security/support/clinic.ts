import { randomBytes } from 'node:crypto';
import {
  addAccount,
  argon2id,
  byOperator,
  completeProfile,
  passwordProfiles,
  replacePassword,
} from '../../../src/accounts/index.js';
import { inTransaction } from '../../../src/database/index.js';
import { parseRanges } from '../../../src/ip-ranges/index.js';
import type { Installation } from '../../support/installation.js';

/** Adds a reporter of 示範診所, who has nothing to do with 測試醫院. */
export async function addClinicReporter({ gateway }: Installation, userName: string): Promise<void> {
  const { db } = gateway;
  const by = { ...byOperator, at: new Date() };
  const { accountId } = await inTransaction(db, (trx) =>
    addAccount(
      trx,
      { passwords: argon2id, randomBytes },
      {
        userName,
        role: 'reporter',
        institutionCode: '0101010101',
        name: '林小明',
        idLast4: '4321',
        email: `${userName}@clinic.example`,
        ranges: parseRanges('ranges', ['127.0.0.0/8', '::1'], {
          demoMode: true,
          widest: 'confirmed-by-reviewer',
        }),
      },
      by,
    ),
  );
  const services = { passwords: argon2id, passwordProfile: passwordProfiles['tw-baseline'] };
  await replacePassword(db, services, { accountId, newPassword: clinicPassword }, by, async () => undefined);
  await inTransaction(db, (trx) =>
    completeProfile(
      trx,
      accountId,
      {
        telephone: '02-22222222',
        telephoneExtension: '',
        mobile: '0912345678',
        email: `${userName}@clinic.example`,
      },
      by,
    ),
  );
}

export const clinicPassword = 'Amber-Qwzx-8125';
