import type { AccountWithRanges } from '../../accounts/index.js';
import { formatOnForm, type IpRange } from '../../ip-ranges/index.js';
import { type ChangeName, changeNames, type InstitutionRole } from '../ways.js';
import type { ChangeForm, Changes, Holder, RangeField } from './form.js';
import { FieldReader, fieldKinds } from './read-fields.js';
import { readFiller } from './read-filler.js';
import { sameRanges } from './same-ranges.js';
import { type FormSettings, type Read, readOf, type TypedChange, type TypedHolder } from './typed.js';

/** What of an account a change form is compared with. */
export type AccountNow = Pick<AccountWithRanges, 'userName' | 'role' | 'state' | 'email' | 'ranges'>;

/**
 * Reads 使用者帳號異動/停用申請表. Pure.
 *
 * The fields are `institutionCode`, `userName`, `changes` (the ticks), `ranges-1` …, `role`, `email`, `wideReason`,
 * `holder-name` …, `filler-name` ….
 *
 * @param now the account as it is; undefined when the institution has none of this name; `unseen` for a form filed from the
 *   home page, which is compared with nothing and tells nothing
 */
export function readChangeForm(
  typed: TypedChange,
  settings: FormSettings,
  now: AccountNow | undefined | 'unseen',
): Read<ChangeForm> {
  const reader = new FieldReader();
  const institutionCode = reader.read('institutionCode', typed.institutionCode, fieldKinds.institutionCode);
  const userName = typed.userName.normalize('NFKC').trim();
  if (userName === '') reader.mend('userName', 'ERR_USER_NAME_MISSING');
  else if (userName.length > 32) reader.mend('userName', 'ERR_ACCOUNT_USER_NAME');
  else if (now === undefined) reader.mend('userName', 'ERR_APPLICATION_ACCOUNT_UNKNOWN');
  const before = now === 'unseen' ? undefined : now;
  if (before !== undefined) checkState(reader, before, typed.ticked);
  const wideReason = fieldKinds.wideReason.fold(typed.wideReason);
  const changes = readChanges(reader, typed, { settings, wideReason, before });
  reader.read('wideReason', typed.wideReason, fieldKinds.wideReason);
  const holder = readHolder(reader, typed.holder);
  const filler = readFiller(reader, typed.filler);
  return readOf(
    {
      kind: 'change',
      institutionCode,
      userName: before?.userName ?? userName,
      changes,
      holder,
      filler,
      wideReason,
    },
    reader.fields,
  );
}

function checkState(reader: FieldReader, { userName, state }: AccountNow, ticked: readonly string[]): void {
  if (state === 'disabled') reader.mend('userName', 'ERR_APPLICATION_ACCOUNT_DISABLED', { userName });
  else if (ticked.includes('reactivate') && state !== 'suspended') {
    reader.mend('changes', 'ERR_APPLICATION_NOT_SUSPENDED', { userName });
  }
}

interface Surroundings {
  readonly settings: FormSettings;
  readonly wideReason: string;
  readonly before: AccountNow | undefined;
}

function readChanges(reader: FieldReader, typed: TypedChange, around: Surroundings): Changes {
  const ticked = changeNames.filter((name) => typed.ticked.includes(name));
  if (ticked.length === 0) reader.mend('changes', 'ERR_APPLICATION_NOTHING_TICKED');
  if (ticked.includes('disable') && ticked.length > 1) reader.mend('changes', 'ERR_APPLICATION_ALONE');
  return Object.assign({}, ...ticked.map((name) => changeReaders[name](reader, typed, around)));
}

const changeReaders: Readonly<
  Record<ChangeName, (reader: FieldReader, typed: TypedChange, around: Surroundings) => Changes>
> = {
  ranges: readRanges,
  role: readRole,
  email: readEmail,
  disable: () => ({ disable: true }),
  reactivate: () => ({ reactivate: true }),
};

function readRanges(
  reader: FieldReader,
  typed: TypedChange,
  { settings, wideReason, before }: Surroundings,
): Changes {
  const to = reader.readRanges('ranges', typed.ranges, settings, wideReason);
  const from = before?.ranges.map((range) => ({ typed: formatOnForm(range), range })) ?? null;
  if (from !== null && to.length > 0 && sameRanges(rangesOf(from), rangesOf(to))) {
    reader.mend('ranges-1', 'ERR_APPLICATION_RANGES_SAME');
  }
  return { ranges: { from, to } };
}

function readRole(reader: FieldReader, { role }: TypedChange, { before }: Surroundings): Changes {
  if (role !== 'manager' && role !== 'reporter') {
    reader.mend('role', 'ERR_APPLICATION_ROLE_MISSING');
    return {};
  }
  if (role === before?.role) reader.mend('role', 'ERR_APPLICATION_ROLE_SAME');
  return { role: { from: roleNow(before), to: role } };
}

function readEmail(reader: FieldReader, { email }: TypedChange, { before }: Surroundings): Changes {
  const to = reader.read('email', email, fieldKinds.email);
  if (to !== '' && to.toLowerCase() === before?.email.toLowerCase()) {
    reader.mend('email', 'ERR_APPLICATION_EMAIL_SAME');
  }
  return { email: { from: before?.email ?? null, to } };
}

function readHolder(reader: FieldReader, typed: TypedHolder): Holder {
  return {
    name: reader.read('holder-name', typed.name, fieldKinds.name),
    telephone: reader.read('holder-telephone', typed.telephone, fieldKinds.telephone),
    extension: reader.read('holder-extension', typed.extension, fieldKinds.extension),
    mobile: reader.read('holder-mobile', typed.mobile, fieldKinds.mobile),
    email: reader.read('holder-email', typed.email, fieldKinds.email),
  };
}

function roleNow(before: AccountNow | undefined): InstitutionRole | null {
  return before?.role === 'manager' || before?.role === 'reporter' ? before.role : null;
}

function rangesOf(fields: readonly RangeField[]): readonly IpRange[] {
  return fields.map(({ range }) => range);
}
