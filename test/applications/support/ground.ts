import { randomBytes } from 'node:crypto';
import { writeRanges } from '../../../src/accounts/account-store.js';
import {
  addAccountWith,
  argon2id,
  byOperator,
  findAccountByName,
  type NewAccount,
} from '../../../src/accounts/index.js';
import {
  type ApplicationForm,
  type ApplicationServices,
  type ApplicationWithForm,
  type AttachedFile,
  attachScan,
  type Deed,
  declarationVersion,
  fileApplication,
  readChangeForm,
  readNewAccountForm,
  receiveLetter,
  submit,
  takeForReview,
} from '../../../src/applications/index.js';
import { findApplication } from '../../../src/applications/store/application-store.js';
import { type Database, inTransaction } from '../../../src/database/index.js';
import { importInstitutions } from '../../../src/institutions/index.js';
import { defaultWidths, parseRange } from '../../../src/ip-ranges/index.js';
import { keyring } from '../../../src/keys/index.js';
import { readOfficeCalendar } from '../../../src/working-days/index.js';
import { changeOf, filler, newAccountsOf } from './typed-forms.js';

export const hospital = '1268650500';
export const otherHospital = '1101100011';
export const expiredHospital = '1101100020';
export const agencyAddress = 'desk@agency.example';
/** A Sunday in Taiwan; five working days later is Friday, 27 November. */
export const start = new Date('2026-11-22T01:00:00.000Z');
export const ranges = { ranges: { demoMode: false, widest: defaultWidths } } as const;
const officeRange = parseRange('203.69.20.0/29', ranges.ranges);

export const keyMaterial = [
  { id: '00000000000000a1', purpose: 'applications', use: 'seal', active: true, bytes: randomBytes(32) },
  { id: '00000000000000a2', purpose: 'filler-email', use: 'index', active: true, bytes: randomBytes(32) },
  { id: '00000000000000a3', purpose: 'mail', use: 'seal', active: true, bytes: randomBytes(32) },
] as const;
export const keys = keyring({ keys: keyMaterial }, randomBytes);

/** The same for every account: nobody logs in here. */
const first = { oneTimePassword: 'not used', hash: await argon2id.hash('not used') };

export type Person =
  | 'manager01'
  | 'manager02'
  | 'reporter01'
  | 'othermanager'
  | 'reviewer01'
  | 'reviewer02'
  | 'supervisor01';

const people: Readonly<Record<Person, Pick<NewAccount, 'role' | 'institutionCode'>>> = {
  manager01: { role: 'manager', institutionCode: hospital },
  manager02: { role: 'manager', institutionCode: hospital },
  reporter01: { role: 'reporter', institutionCode: hospital },
  othermanager: { role: 'manager', institutionCode: otherHospital },
  reviewer01: { role: 'reviewer', institutionCode: null },
  reviewer02: { role: 'reviewer', institutionCode: null },
  supervisor01: { role: 'supervisor', institutionCode: null },
};

export interface Ground {
  readonly db: Database;
  readonly services: ApplicationServices;
  now: Date;
  readonly ids: Readonly<Record<Person, number>>;
  /** What somebody does now; null for somebody who is not logged in. */
  by(person: Person | null): Deed;
  /** Files and confirms a form. */
  file(form: ApplicationForm, person: Person | null): Promise<ApplicationWithForm>;
  /** The same, sent in and taken by a reviewer. */
  underReview(form: ApplicationForm, person: Person | null, reviewer?: Person): Promise<ApplicationWithForm>;
  read(reference: string): Promise<ApplicationWithForm>;
  addAccount(userName: string, account: Pick<NewAccount, 'role' | 'institutionCode'>): Promise<number>;
}

/** Three institutions, the people of `people`, and nothing filed yet. */
export async function openGround(db: Database): Promise<Ground> {
  await importInstitutions(
    db,
    Buffer.from(
      '醫療機構代碼,名稱,認可類別\n' +
        `${hospital},測試醫院,一般體格及健康檢查(112/01/01~117/12/31)\n` +
        `${otherHospital},另一家醫院,一般體格及健康檢查(112/01/01~117/12/31)\n` +
        `${expiredHospital},過期醫院,一般體格及健康檢查(112/01/01~114/12/31)\n`,
    ),
    { ...byOperator, at: start },
  );
  const ids = {} as Record<Person, number>;
  const ground: Ground = {
    db,
    now: start,
    ids,
    services: {
      db,
      keys,
      randomBytes,
      passwords: argon2id,
      calendar: readOfficeCalendar(),
      settings: { agencyAddress, lapseDays: 60, eraseDays: 180, decisionDays: 5 },
    },
    by(person) {
      const actor = person === null ? null : { accountId: ids[person], userName: person, ...people[person] };
      return { actor, address: '203.69.20.5', reference: 'TESTREF', at: ground.now };
    },
    file(form, person) {
      const draft = { form, language: 'zh-Hant', acceptedDeclaration: declarationVersion } as const;
      return fileApplication(ground.services, draft, ground.by(person));
    },
    async underReview(form, person, reviewer = 'reviewer01') {
      const { services } = ground;
      const filed = await ground.file(form, person);
      const sent = filed.way === 'letter' ? await bringLetter(filed) : await sendScan(filed);
      return takeForReview(services, sent, ground.by(reviewer));

      function bringLetter(application: ApplicationWithForm) {
        return receiveLetter(
          services,
          { letter: letterOf(application), version: application.version },
          ground.by('reviewer02'),
        );
      }

      async function sendScan(application: ApplicationWithForm) {
        const attached = await attachScan(services, { ...application, file: scan() }, ground.by(person));
        return submit(services, attached, ground.by(person));
      }
    },
    async read(reference) {
      const found = await findApplication(ground.services, reference);
      if (found === undefined) throw new TypeError(`There is no ${reference}.`);
      return found;
    },
    async addAccount(userName, account) {
      const { accountId } = await inTransaction(db, (trx) =>
        addAccountWith(
          trx,
          first,
          {
            userName,
            name: '王小明',
            idLast4: null,
            email: `${userName}@hospital.example`,
            ranges: [officeRange],
            ...account,
          },
          { ...byOperator, at: ground.now },
        ),
      );
      return accountId;
    },
  };
  for (const [name, account] of Object.entries(people)) {
    ids[name as Person] = await ground.addAccount(name, account);
  }
  await emptyOf(db);
  return ground;
}

/** Takes applications, mails and added accounts away again, for the next test; `people` are as they were. */
export async function emptyGround(ground: Ground): Promise<void> {
  const { db } = ground;
  ground.now = start;
  await emptyOf(db);
  const others = db('accounts').whereNotIn('user_name', Object.keys(people)).select('id');
  await db('account_ip_ranges').whereIn('account_id', others.clone()).delete();
  await db('account_search').whereIn('account_id', others.clone()).delete();
  await db('accounts')
    .whereIn('id', await others.clone().pluck('id'))
    .delete();
  for (const [userName, { role }] of Object.entries(people)) {
    await db('accounts')
      .where({ user_name: userName })
      .update({ role, state: 'active', email: `${userName}@hospital.example` });
  }
  await inTransaction(db, (trx) => writeRanges(trx, ground.ids.reporter01, [officeRange]));
}

async function emptyOf(db: Database): Promise<void> {
  await db('applications').update({ previous_id: null });
  for (const table of [
    'mails',
    'application_notes',
    'application_documents',
    'documents',
    'formal_letters',
    'application_events',
    'application_items',
    'applications',
  ]) {
    await db(table).delete();
  }
}

/** A form for new accounts, read from what people type. */
export function newAccounts(role: 'manager' | 'reporter', ...userNames: string[]): ApplicationForm {
  const read = readNewAccountForm(newAccountsOf(role, userNames), ranges);
  if (read.form === undefined) throw new TypeError(JSON.stringify(read.fields));
  return read.form;
}

/** A change of an account as somebody who is logged in fills it in, or of one unseen from the home page. */
export async function change(
  ground: Ground,
  userName: string,
  typed: Parameters<typeof changeOf>[1],
  from: 'seen' | 'unseen' = 'seen',
): Promise<ApplicationForm> {
  const now = from === 'unseen' ? 'unseen' : await findAccountByName(ground.db, userName);
  const read = readChangeForm(changeOf(userName, typed), ranges, now);
  if (read.form === undefined) throw new TypeError(JSON.stringify(read.fields));
  return read.form;
}

/** A letter that matches an application. */
export function letterOf({ reference, institution }: Pick<ApplicationWithForm, 'reference' | 'institution'>) {
  return {
    reference,
    institutionCode: institution.code,
    senderNumber: '測醫字第1150001號',
    senderDate: '2026-11-20',
    ownNumber: '職安字第1150099號',
    ownDate: '2026-11-22',
  };
}

/** A scan that was written to the document store. */
export function scan(): AttachedFile {
  const document = { id: randomBytes(16).toString('hex'), purpose: 'scan', size: 1, sha256: randomBytes(32) };
  return { document, fileName: '用印申請表.pdf', mediaType: 'application/pdf' };
}

/** Event and recipient of every mail in the outbox, in order. */
export async function mailsIn(db: Database): Promise<readonly string[]> {
  const rows = await db('mails').orderBy('id').select('event', 'recipient');
  return rows.map(({ event, recipient }) => `${event} ${recipient}`);
}

export { filler };
