import type { Knex } from 'knex';
import { addMinutes, toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import type { ApplicationKind } from '../ways.js';
import type { Holder } from './draft-cookie.js';
import type { Values } from './values.js';

/** A form that somebody without a login is filling in, as typed. */
export interface DraftContent {
  /** Version of the declaration that was accepted. */
  readonly acceptedDeclaration: string;
  /** The returned application it begins from. */
  readonly previousReference: string | null;
  readonly values: Values;
}

export interface PublicDraft {
  readonly version: number;
  /** Null once it was filed. */
  readonly content: DraftContent | null;
  readonly filedReference: string | null;
}

/** Hours after the last change until a form, or the page of a filed one, is gone. */
export const draftHours = 4;

/** The form of a browser; undefined when there is none or its time is over. */
export async function findDraft(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  { holder, kind, at }: { readonly holder: Holder; readonly kind: ApplicationKind; readonly at: Date },
): Promise<PublicDraft | undefined> {
  const row = await db<DraftRow>('public_drafts').where({ holder_hash: holder, kind }).first();
  if (row === undefined || row.expires_at <= toStoredTime(at)) return undefined;
  return {
    version: row.version,
    content: row.sealed_content === null ? null : open(keys, holder, kind, row.sealed_content),
    filedReference: row.filed_reference,
  };
}

/** The same, its row locked until the transaction ends. */
export async function lockDraft(
  { db, keys }: { readonly db: Knex.Transaction; readonly keys: Keyring },
  which: { readonly holder: Holder; readonly kind: ApplicationKind; readonly at: Date },
): Promise<PublicDraft | undefined> {
  const { holder, kind } = which;
  await db('public_drafts').where({ holder_hash: holder, kind }).forUpdate().select('version');
  return findDraft({ db, keys }, which);
}

/** Keeps what was typed, in the place of what was there. */
export async function writeDraft(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  { holder, kind, at }: { readonly holder: Holder; readonly kind: ApplicationKind; readonly at: Date },
  content: DraftContent,
): Promise<void> {
  await db('public_drafts')
    .insert({
      holder_hash: holder,
      kind,
      version: 1,
      sealed_content: keys.seal(
        'applications',
        Buffer.from(JSON.stringify(content)),
        contextOfDraft(holder, kind),
      ),
      filed_reference: null,
      expires_at: expiryOf(at),
    })
    .onConflict(['holder_hash', 'kind'])
    .merge(['sealed_content', 'filed_reference', 'expires_at']);
  await db('public_drafts').where({ holder_hash: holder, kind }).increment('version', 1);
}

/** What was typed goes into the application; here stays which one it became. */
export async function markFiled(
  trx: Knex.Transaction,
  { holder, kind, at }: { readonly holder: Holder; readonly kind: ApplicationKind; readonly at: Date },
  reference: string,
): Promise<void> {
  await trx('public_drafts')
    .where({ holder_hash: holder, kind })
    .update({ sealed_content: null, filed_reference: reference, expires_at: expiryOf(at) });
}

/** Throws a form away. */
export async function dropDraft(db: Database, holder: Holder, kind: ApplicationKind): Promise<void> {
  await db('public_drafts').where({ holder_hash: holder, kind }).delete();
}

/** Deletes forms whose time is over; gives how many. */
export function deleteOldDrafts(db: Database, at: Date): Promise<number> {
  return db('public_drafts').where('expires_at', '<=', toStoredTime(at)).delete();
}

function expiryOf(at: Date): string {
  return toStoredTime(addMinutes(at, draftHours * 60));
}

function open(keys: Keyring, holder: Holder, kind: ApplicationKind, sealed: Buffer): DraftContent {
  return JSON.parse(keys.open('applications', sealed, contextOfDraft(holder, kind)).toString('utf8'));
}

/** What a form is bound to: the browser that holds it, and its kind. */
export function contextOfDraft(holder: Buffer, kind: string): string {
  return `public-draft:${holder.toString('hex')}/${kind}`;
}

interface DraftRow {
  readonly holder_hash: Buffer;
  readonly kind: ApplicationKind;
  readonly version: number;
  readonly sealed_content: Buffer | null;
  readonly filed_reference: string | null;
  readonly expires_at: string;
}
