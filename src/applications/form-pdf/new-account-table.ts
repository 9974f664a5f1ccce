import { formatOnForm } from '../../ip-ranges/index.js';
import type { FormCell, FormGroup } from '../../pdf/index.js';
import type { AccountFields, NewAccountForm } from '../forms/form.js';
import { columns, fullRow, inRows, labelCell, pairRow, telephoneOf, valueCell } from './cells.js';
import type { FormWords } from './form-words.js';

/** The fields of 新管理者帳號申請表 and 新使用者帳號申請表: the institution, each account, the filler. */
export function newAccountTable(
  words: FormWords,
  form: NewAccountForm,
  institutionName: string,
): readonly FormGroup[] {
  const { accounts, filler, wideReason } = form;
  return [
    {
      heading: undefined,
      rows: [
        pairRow(
          words,
          ['formPdf.label.institution-name', institutionName],
          ['formPdf.label.institution-code', form.institutionCode],
        ),
      ],
    },
    ...accounts.map((account, index) => accountGroup(words, form, account, index + 1)),
    {
      heading: undefined,
      rows: [
        pairRow(
          words,
          ['formPdf.label.filler-name', filler.name],
          ['formPdf.label.filler-telephone', telephoneOf(words, filler)],
        ),
        fullRow(words, 'formPdf.label.filler-email', filler.email),
        ...(wideReason === '' ? [] : [fullRow(words, 'formPdf.label.wide-reason', wideReason)]),
      ],
    },
  ];
}

const labelWidth = 66;
const valueWidth = columns.all - columns.label - labelWidth;

function accountGroup(
  words: FormWords,
  form: NewAccountForm,
  account: AccountFields,
  number: number,
): FormGroup {
  const row = (key: string, ...values: readonly string[]): readonly FormCell[] => [
    labelCell(words, key, labelWidth),
    valueCell(valueWidth, ...values),
  ];
  return {
    heading: headingOf(words, form, number),
    rows: [
      row('formPdf.label.user-name', account.userName),
      [
        labelCell(words, 'formPdf.label.name', labelWidth),
        valueCell(valueWidth - contactWidth, account.name),
        valueCell(
          contactWidth,
          words.say('formPdf.telephone-line', { telephone: telephoneOf(words, account) }),
          words.say('formPdf.mobile-line', { mobile: account.mobile }),
        ),
      ],
      row('formPdf.label.email', account.email),
      ...inRows(account.ranges).map((ranges) =>
        row('formPdf.label.ranges', ...ranges.map(({ range }) => formatOnForm(range))),
      ),
    ],
  };
}

const contactWidth = 165;

function headingOf(words: FormWords, { role, accounts }: NewAccountForm, number: number): FormCell {
  if (role === 'manager') return labelCell(words, 'formPdf.label.manager', columns.label);
  return labelCell(words, 'formPdf.label.reporter', columns.label, {
    number: accounts.length > 1 ? number : '',
  });
}
