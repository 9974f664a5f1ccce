import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { FormalLetter } from '../application.js';

/** Writes down the letter of an application. */
export async function insertLetter(
  trx: Knex.Transaction,
  applicationId: number,
  letter: FormalLetter,
): Promise<void> {
  await trx('formal_letters').insert({
    application_id: applicationId,
    sender_number: letter.senderNumber,
    sender_date: letter.senderDate,
    own_number: letter.ownNumber,
    own_date: letter.ownDate,
    received_at: toStoredTime(letter.receivedAt),
  });
}

/** The letter of an application, or undefined. */
export async function findLetter(db: Database, applicationId: number): Promise<FormalLetter | undefined> {
  const row = await db('formal_letters')
    .where({ application_id: applicationId })
    .first<LetterRow | undefined>();
  if (row === undefined) return undefined;
  return {
    senderNumber: row.sender_number,
    senderDate: row.sender_date,
    ownNumber: row.own_number,
    ownDate: row.own_date,
    receivedAt: new Date(row.received_at),
  };
}

interface LetterRow {
  sender_number: string;
  sender_date: string;
  own_number: string;
  own_date: string;
  received_at: string;
}
