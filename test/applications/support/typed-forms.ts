import type { TypedAccount, TypedChange, TypedNewAccount } from '../../../src/applications/index.js';

export const filler = {
  name: '填表人',
  telephone: '02-1111-2222',
  extension: '12',
  email: 'filler@hospital.example',
} as const;

/** An account as people type it. */
export function accountOf(userName: string): TypedAccount {
  return {
    userName,
    name: '使用者一',
    telephone: '02-1111-1111',
    extension: '#111',
    mobile: '0911-111-111',
    email: `${userName}@hospital.example`,
    ranges: ['203.69.20.1 至 203.69.20.4'],
  };
}

/** A new-account form as people type it. */
export function newAccountsOf(role: string, userNames: readonly string[]): TypedNewAccount {
  return {
    institutionCode: '1268650500',
    role,
    accounts: userNames.map(accountOf),
    filler,
    wideReason: '',
  };
}

/** A change form as people type it. */
export function changeOf(
  userName: string,
  typed: Partial<TypedChange> & { ticked: readonly string[] },
): TypedChange {
  return {
    institutionCode: '1268650500',
    userName,
    ranges: [],
    role: '',
    email: '',
    holder: {
      name: '王小明',
      telephone: '02-1111-1111',
      extension: '',
      mobile: '0911111111',
      email: `${userName}@hospital.example`,
    },
    filler,
    wideReason: '',
    ...typed,
  };
}
