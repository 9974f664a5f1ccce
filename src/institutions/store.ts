import type { Knex } from 'knex';
import { toStoredTime } from '../clock.js';
import type { Database } from '../database/index.js';
import type { Institution, InstitutionData, Recognition, RecognitionKind } from './institution.js';

/** The institution with a code, or undefined. */
export async function findInstitution(db: Database, code: string): Promise<Institution | undefined> {
  const row = await db<InstitutionRow>('institutions').where({ code }).first();
  if (row === undefined) return undefined;
  const recognitions = await db<RecognitionRow>('institution_recognitions')
    .where({ institution_id: row.id })
    .orderBy('position');
  return toInstitution(row, recognitions);
}

/** Locks an institution's row until the transaction ends: for what must hold of all its accounts together. */
export async function lockInstitution(trx: Knex.Transaction, id: number): Promise<void> {
  await trx('institutions').where({ id }).forUpdate().select('id');
}

/** Every institution, by code. */
export async function listInstitutions(db: Database): Promise<readonly Institution[]> {
  const rows = await db<InstitutionRow>('institutions').orderBy('code');
  const recognitions = await db<RecognitionRow>('institution_recognitions').orderBy('position');
  const byInstitution = new Map(rows.map((row) => [Number(row.id), [] as RecognitionRow[]]));
  for (const row of recognitions) byInstitution.get(Number(row.institution_id))?.push(row);
  return rows.map((row) => toInstitution(row, byInstitution.get(Number(row.id)) ?? []));
}

/** Institutions of rows that were read, with their recognitions. */
export async function withRecognitions(
  db: Database,
  rows: readonly InstitutionRow[],
): Promise<readonly Institution[]> {
  const ids = rows.map(({ id }) => id);
  const recognitions = await db<RecognitionRow>('institution_recognitions')
    .whereIn('institution_id', ids)
    .orderBy('position');
  return rows.map((row) =>
    toInstitution(
      row,
      recognitions.filter(({ institution_id }) => Number(institution_id) === Number(row.id)),
    ),
  );
}

/** Writes an institution that is new. */
export async function insertInstitution(
  trx: Knex.Transaction,
  data: InstitutionData,
  at: Date,
): Promise<void> {
  const [id] = await trx('institutions').insert(toRow(data, at));
  if (id === undefined) throw new TypeError('The database gave no id.');
  await insertRecognitions(trx, Number(id), data.recognitions);
}

/** Replaces the master data of the institution `id`. */
export async function updateInstitution(
  trx: Knex.Transaction,
  id: number,
  data: InstitutionData,
  at: Date,
): Promise<void> {
  await trx('institutions').where({ id }).update(toRow(data, at));
  await trx('institution_recognitions').where({ institution_id: id }).delete();
  await insertRecognitions(trx, id, data.recognitions);
}

/** A row of `institutions`. */
export interface InstitutionRow {
  id: number;
  code: string;
  name: string;
  county: string;
  address: string;
  telephone: string;
  contact: string;
}

interface RecognitionRow {
  institution_id: number;
  position: number;
  kind: RecognitionKind;
  label: string;
  valid_from: string | null;
  valid_until: string | null;
}

function toInstitution(row: InstitutionRow, recognitions: readonly RecognitionRow[]): Institution {
  return {
    id: Number(row.id),
    code: row.code,
    name: row.name,
    county: row.county,
    address: row.address,
    telephone: row.telephone,
    contact: row.contact,
    recognitions: recognitions.map(({ kind, label, valid_from, valid_until }) => ({
      kind,
      label,
      validFrom: valid_from,
      validUntil: valid_until,
    })),
  };
}

function toRow({ code, name, county, address, telephone, contact }: InstitutionData, at: Date) {
  return { code, name, county, address, telephone, contact, updated_at: toStoredTime(at) };
}

async function insertRecognitions(
  trx: Knex.Transaction,
  institutionId: number,
  recognitions: readonly Recognition[],
): Promise<void> {
  if (recognitions.length === 0) return;
  const rows = recognitions.map(({ kind, label, validFrom, validUntil }, position) => ({
    institution_id: institutionId,
    position,
    kind,
    label,
    valid_from: validFrom,
    valid_until: validUntil,
  }));
  await trx('institution_recognitions').insert(rows);
}
