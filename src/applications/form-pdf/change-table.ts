import { formatOnForm } from '../../ip-ranges/index.js';
import type { CellText, FormGroup } from '../../pdf/index.js';
import type { ChangeForm, RangeField } from '../forms/form.js';
import { type ChangeName, changeNames } from '../ways.js';
import { columns, fullRow, inRows, labelCell, pairRow, telephoneOf, valueCell } from './cells.js';
import { type FormWords, looks } from './form-words.js';

/** The fields of 使用者帳號異動/停用申請表: the account, every change with or without its tick, holder and filler. */
export function changeTable(
  words: FormWords,
  form: ChangeForm,
  institutionName: string,
): readonly FormGroup[] {
  const asked = changeNames.flatMap((name) => changeTexts[name](words, form));
  const askedWidth = columns.all - columns.label;
  return [
    {
      heading: undefined,
      rows: [
        pairRow(
          words,
          ['formPdf.label.institution-name', institutionName],
          ['formPdf.label.institution-code-change', form.institutionCode],
        ),
        fullRow(words, 'formPdf.label.account-name', form.userName),
      ],
    },
    {
      heading: labelCell(words, 'formPdf.label.asked', columns.label),
      rows: inRows(asked).map((texts) => [valueCell(askedWidth, ...texts)]),
    },
    { heading: undefined, rows: peopleRows(words, form) },
  ];
}

function peopleRows(words: FormWords, { holder, filler, wideReason }: ChangeForm): FormGroup['rows'] {
  return [
    ...(wideReason === '' ? [] : [fullRow(words, 'formPdf.label.wide-reason', wideReason)]),
    [
      labelCell(words, 'formPdf.label.name', columns.label),
      valueCell(columns.wide, holder.name),
      labelCell(words, 'formPdf.label.telephone', columns.label),
      valueCell(
        columns.narrow,
        words.say('formPdf.contact-line', { telephone: telephoneOf(words, holder) }),
        words.say('formPdf.contact-mobile-line', { mobile: holder.mobile }),
      ),
    ],
    fullRow(words, 'formPdf.label.email-change', holder.email),
    pairRow(
      words,
      ['formPdf.label.filler-name', filler.name],
      ['formPdf.label.filler-telephone', telephoneOf(words, filler)],
    ),
    fullRow(words, 'formPdf.label.filler-email', filler.email),
  ];
}

/** What each change says on the form, ticked or not. */
const changeTexts: Readonly<Record<ChangeName, (words: FormWords, form: ChangeForm) => readonly CellText[]>> =
  {
    ranges(words, { changes: { ranges } }) {
      const box = boxed(words, ranges !== undefined, 'formPdf.change.ranges');
      if (ranges === undefined) return box;
      const from =
        ranges.from === null
          ? [below(words.say('formPdf.change.from-unknown'))]
          : rangeTexts(words, 'formPdf.change.from', ranges.from);
      return [...box, ...from, ...rangeTexts(words, 'formPdf.change.to', ranges.to)];
    },
    role(words, { changes: { role } }) {
      const choice = (['manager', 'reporter'] as const)
        .map((name) => `${role?.to === name ? '■' : '□'} ${words.say(roleKeys[name])}`)
        .join('　');
      return [
        ...boxed(words, role !== undefined, 'formPdf.change.role', choice),
        ...(role === undefined
          ? []
          : [fromText(words, role.from === null ? null : words.say(roleKeys[role.from]))]),
      ];
    },
    email(words, { changes: { email } }) {
      const box = boxed(words, email !== undefined, 'formPdf.change.email', email?.to);
      return email === undefined ? box : [...box, fromText(words, email.from)];
    },
    disable: (words, { changes }) => boxed(words, changes.disable === true, 'formPdf.change.disable'),
    reactivate: (words, { changes }) =>
      boxed(words, changes.reactivate === true, 'formPdf.change.reactivate'),
  };

const roleKeys = { manager: 'formPdf.role.manager', reporter: 'formPdf.role.reporter' } as const;

/** Below the text of a box. */
const boxIndent = 15;

/** A change with its box; `value` stands behind the Chinese text only. */
function boxed(words: FormWords, isTicked: boolean, key: string, value = ''): readonly CellText[] {
  const [text, ...captions] = words.tell(key, looks.value);
  if (text === undefined) return [];
  const box = isTicked ? 'ticked' : 'empty';
  return [
    { ...text, text: `${text.text}${value}`, box },
    ...captions.map((caption) => ({ ...caption, indent: boxIndent })),
  ];
}

function fromText(words: FormWords, value: string | null): CellText {
  return below(
    value === null ? words.say('formPdf.change.from-unknown') : words.say('formPdf.change.from', { value }),
  );
}

/** A single range stands on the line of its heading. */
function rangeTexts(words: FormWords, key: string, ranges: readonly RangeField[]): readonly CellText[] {
  const values = ranges.map(({ range }) => formatOnForm(range));
  if (values.length === 1) return [below(words.say(key, { value: values[0] ?? '' }))];
  const rows = values.map((value) => ({ ...below(value), indent: 2 * boxIndent }));
  return [below(words.say(key, { value: '' }).trim()), ...rows];
}

function below(text: string): CellText {
  return { text, look: looks.value, indent: boxIndent };
}
