import type {
  AccountFields,
  ChangeForm,
  NewAccountForm,
  RangeField,
} from '../../../../src/applications/index.js';
import { parseRange } from '../../../../src/ip-ranges/index.js';

export function rangeOf(typed: string): RangeField {
  return { typed, range: parseRange(typed, { demoMode: false, widest: 'confirmed-by-reviewer' }) };
}

export const filler = {
  name: '填表人一號',
  telephone: '02-3333-2222',
  extension: '12',
  email: 'filler@hospital.example',
} as const;

export function accountOf(number: number): AccountFields {
  return {
    userName: `testuser${number}`,
    name: `使用者${number}`,
    telephone: '02-1111-1111',
    extension: '111',
    mobile: '0911111111',
    email: `testuser${number}@hospital.example`,
    ranges: [rangeOf('1.1.1.1@203.69.20.1 至 1.1.1.1@203.69.20.4'), rangeOf('203.69.21.0/28')],
  };
}

export function newAccounts(
  role: 'manager' | 'reporter',
  accounts: readonly AccountFields[],
): NewAccountForm {
  return { kind: 'new-account', institutionCode: '1268650500', role, accounts, filler, wideReason: '' };
}

export const change: ChangeForm = {
  kind: 'change',
  institutionCode: '1268650500',
  userName: 'Catcat123',
  changes: {
    ranges: {
      from: [rangeOf('203.69.20.1-203.69.20.4')],
      to: [rangeOf('2.2.2.25@203.69.23.11 至 2.2.2.28@203.69.23.11')],
    },
    email: { from: 'old@hospital.example', to: 'new@hospital.example' },
  },
  holder: {
    name: '王小明',
    telephone: '02-5555-6666',
    extension: '',
    mobile: '0922222222',
    email: 'old-contact@hospital.example',
  },
  filler,
  wideReason: '',
};
