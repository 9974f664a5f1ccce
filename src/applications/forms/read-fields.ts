import { foldExtension, foldTelephone, isExtension, isMobile, isTelephone } from '../../accounts/index.js';
import { parseRange } from '../../ip-ranges/index.js';
import { isMailAddress } from '../../mail/index.js';
import { type ErrorCode, type FieldProblem, Problem } from '../../problems/index.js';
import type { RangeField } from './form.js';
import { type FormSettings, formLimits } from './typed.js';

/** The rules that a folded text is held to, in order: the first that does not hold gives the field's sentence. */
export type FieldRule = readonly [
  holds: (text: string) => boolean,
  code: ErrorCode,
  params?: FieldProblem['params'],
];

/** Collects what must be mended while fields are read one after another. */
export class FieldReader {
  readonly fields: FieldProblem[] = [];

  /** Folds a text and holds it to its rules; gives it folded either way. */
  read(field: string, typed: string, { fold, rules }: FieldKind): string {
    const text = fold(typed);
    const broken = rules.find(([holds]) => !holds(text));
    if (broken !== undefined) this.mend(field, broken[1], broken[2]);
    return text;
  }

  mend(field: string, code: ErrorCode, params?: FieldProblem['params']): void {
    this.fields.push({ field, code, ...(params === undefined ? {} : { params }) });
  }

  /** Reads rows of ranges; `name-1` … are the fields of the rows. */
  readRanges(
    name: string,
    rows: readonly string[],
    settings: FormSettings,
    wideReason: string,
  ): RangeField[] {
    const widest = wideReason === '' ? settings.ranges.widest : 'confirmed-by-reviewer';
    const ranges = new Map<string, RangeField>();
    const before = this.fields.length;
    for (const [index, row] of rows.entries()) {
      if (row.trim() === '') continue;
      try {
        const range = parseRange(row, { ...settings.ranges, widest });
        ranges.set(JSON.stringify(range), { typed: row.trim().slice(0, 200), range });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.mend(`${name}-${index + 1}`, error.code, error.params);
      }
    }
    if (this.fields.length > before) return [];
    if (ranges.size === 0) this.mend(`${name}-1`, 'ERR_RANGE_MISSING');
    if (ranges.size > formLimits.ranges) {
      this.mend(`${name}-${formLimits.ranges + 1}`, 'ERR_APPLICATION_RANGES_MANY', {
        most: formLimits.ranges,
      });
    }
    return [...ranges.values()];
  }
}

/** How one kind of field is folded and what it is held to. */
export interface FieldKind {
  readonly fold: (typed: string) => string;
  readonly rules: readonly FieldRule[];
}

const isThere = (text: string) => text !== '';
const most = (count: number) => (text: string) => [...text].length <= count;
const foldPlain = (typed: string) => typed.normalize('NFKC').trim();

/**
 * Names keep their characters: NFC only, since compatibility ideographs and private-use characters are some people's
 * names. Blanks of every width become one.
 */
const foldName = (typed: string) => typed.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Letters with their marks, characters of nobody's standard, and what stands between the parts of a name. */
const nameForm = /^[\p{L}\p{M}\p{Co} .·‧•・'’-]+$/u;

export const fieldKinds = {
  institutionCode: {
    fold: foldPlain,
    rules: [
      [isThere, 'ERR_APPLICATION_INSTITUTION_MISSING'],
      [(text) => /^\d{10}$/.test(text), 'ERR_APPLICATION_INSTITUTION_FORM'],
    ],
  },
  name: {
    fold: foldName,
    rules: [
      [isThere, 'ERR_APPLICATION_NAME_MISSING'],
      [most(formLimits.nameLength), 'ERR_APPLICATION_NAME_LONG', { most: formLimits.nameLength }],
      [(text) => nameForm.test(text), 'ERR_APPLICATION_NAME_FORM'],
    ],
  },
  telephone: {
    fold: foldTelephone,
    rules: [
      [isThere, 'ERR_APPLICATION_TELEPHONE_MISSING'],
      [isTelephone, 'ERR_PROFILE_TELEPHONE'],
    ],
  },
  /** A filler may have a mobile number only. */
  anyTelephone: {
    fold: foldTelephone,
    rules: [
      [isThere, 'ERR_APPLICATION_TELEPHONE_MISSING'],
      [(text) => isTelephone(text) || isMobile(text), 'ERR_PROFILE_TELEPHONE'],
    ],
  },
  extension: { fold: foldExtension, rules: [[isExtension, 'ERR_PROFILE_EXTENSION']] },
  mobile: {
    fold: foldTelephone,
    rules: [
      [isThere, 'ERR_APPLICATION_MOBILE_MISSING'],
      [isMobile, 'ERR_PROFILE_MOBILE'],
    ],
  },
  email: {
    fold: foldPlain,
    rules: [
      [isThere, 'ERR_APPLICATION_EMAIL_MISSING'],
      [most(254), 'ERR_APPLICATION_EMAIL_LONG', { most: 254 }],
      [isMailAddress, 'ERR_ACCOUNT_EMAIL'],
    ],
  },
  wideReason: {
    fold: (typed) => typed.normalize('NFC').trim(),
    rules: [
      [
        most(formLimits.wideReasonLength),
        'ERR_APPLICATION_WIDE_REASON_LONG',
        { most: formLimits.wideReasonLength },
      ],
    ],
  },
} as const satisfies Readonly<Record<string, FieldKind>>;
