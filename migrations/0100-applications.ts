import type { Knex } from 'knex';
import { columns, type Migration } from '../src/database/index.js';

/** Applications for accounts and their changes: what is asked, what happened, the letters, files and notes. */
export const applicationsMigration: Migration = {
  name: '0100-applications',
  async up(trx) {
    for (const create of tables) await create(trx);
  },
};

async function createApplications(trx: Knex): Promise<void> {
  await trx.schema.createTable('applications', (table) => {
    columns.id(table);
    table.specificType('reference', 'CHAR(15)').notNullable().unique();
    table.string('kind', 12).notNullable();
    table.string('way', 8).notNullable();
    table.string('state', 16).notNullable();
    // Compare-and-set: every change raises it and holds only for the version it was decided on.
    table.integer('version').unsigned().notNullable();
    columns.reference(table, 'institution_id', 'institutions').notNullable();
    columns.reference(table, 'filed_by_account_id', 'accounts');
    table.string('language', 10).notNullable();
    columns.reference(table, 'previous_id', 'applications');
    columns.reference(table, 'reviewer_account_id', 'accounts');
    // The form, sealed and bound to the reference; null once erased.
    table.specificType('sealed_form', 'MEDIUMBLOB');
    // Keyed digest of the filler's address, for the progress page.
    columns.digest(table, 'filler_email_index');
    table.string('declaration_version', 20).notNullable();
    columns.time(table, 'declaration_accepted_at').notNullable();
    columns.time(table, 'created_at').notNullable();
    columns.time(table, 'confirmed_at');
    columns.time(table, 'submitted_at');
    columns.time(table, 'decided_at');
    columns.time(table, 'closed_at');
    columns.date(table, 'due_date');
    columns.date(table, 'lapse_date');
    columns.time(table, 'erased_at');
    // What lists sort and filter by: the desk, one institution's list, a reviewer's own, the daily job.
    table.index(['state', 'due_date', 'id'], 'applications_desk');
    table.index(['institution_id', 'created_at', 'id'], 'applications_institution');
    table.index(['filed_by_account_id', 'created_at', 'id'], 'applications_filer');
    table.index(['reviewer_account_id', 'state', 'due_date'], 'applications_reviewer');
    table.index(['created_at', 'id'], 'applications_created');
    table.index(['lapse_date'], 'applications_lapse');
    table.index(['closed_at', 'erased_at'], 'applications_closed');
  });
}

/** One row for each account an application is about. */
async function createItems(trx: Knex): Promise<void> {
  await trx.schema.createTable('application_items', (table) => {
    columns.id(table);
    columns.reference(table, 'application_id', 'applications').notNullable();
    table.integer('position').unsigned().notNullable();
    // As typed, and as names are compared; null once erased.
    table.string('user_name', 32);
    table.string('user_name_key', 32);
    columns.reference(table, 'account_id', 'accounts');
    table.string('outcome', 10).notNullable();
    // Codes, with blanks between them.
    table.string('reasons', 400).notNullable();
    // `name:…` or `account:…` while the application is open: no two of them for one name or one account.
    table.string('claim', 48).unique();
    table.unique(['application_id', 'position']);
    table.index(['user_name_key']);
  });
}

/** What happened, in order. Own words are sealed, because they may name people. */
async function createEvents(trx: Knex): Promise<void> {
  await trx.schema.createTable('application_events', (table) => {
    columns.id(table);
    columns.reference(table, 'application_id', 'applications').notNullable();
    columns.time(table, 'at').notNullable();
    table.string('event', 16).notNullable();
    table.string('from_state', 16).notNullable();
    table.string('to_state', 16).notNullable();
    columns.reference(table, 'actor_account_id', 'accounts');
    table.string('reasons', 400).notNullable();
    table.binary('sealed_words');
    table.index(['application_id', 'id']);
    // Statistics by month: received, decided, returned.
    table.index(['event', 'at']);
  });
}

async function createLetters(trx: Knex): Promise<void> {
  await trx.schema.createTable('formal_letters', (table) => {
    columns.reference(table, 'application_id', 'applications').primary();
    table.string('sender_number', 60).notNullable();
    columns.date(table, 'sender_date').notNullable();
    table.string('own_number', 60).notNullable();
    columns.date(table, 'own_date').notNullable();
    columns.time(table, 'received_at').notNullable();
    table.index(['own_number']);
  });
}

/** Scans of sealed forms and of letters; the files themselves are in the document store. */
async function createDocuments(trx: Knex): Promise<void> {
  await trx.schema.createTable('application_documents', (table) => {
    table.specificType('document_id', 'CHAR(32)').primary();
    columns.reference(table, 'application_id', 'applications').notNullable();
    table.string('kind', 8).notNullable();
    table.string('file_name', 255).notNullable();
    table.string('media_type', 60).notNullable();
    columns.time(table, 'attached_at').notNullable();
    columns.time(table, 'replaced_at');
    table.index(['application_id', 'attached_at']);
  });
}

async function createNotes(trx: Knex): Promise<void> {
  await trx.schema.createTable('application_notes', (table) => {
    columns.id(table);
    columns.reference(table, 'application_id', 'applications').notNullable();
    columns.time(table, 'at').notNullable();
    columns.reference(table, 'author_account_id', 'accounts').notNullable();
    // Null once erased.
    table.binary('sealed_text');
    table.index(['application_id', 'id']);
  });
}

const tables = [createApplications, createItems, createEvents, createLetters, createDocuments, createNotes];
