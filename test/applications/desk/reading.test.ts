import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLetterDate } from '../../../src/applications/desk/read-letter-date.js';
import { readScannedNumber } from '../../../src/applications/desk/read-scanned-number.js';
import { foldReference } from '../../../src/applications/index.js';

describe('the date of a letter', () => {
  it.each([
    ['115年11月20日', '2026-11-20'],
    ['中華民國 115 年 1 月 2 日', '2026-01-02'],
    ['１１５／１１／２０', '2026-11-20'],
    ['115.11.20', '2026-11-20'],
    ['1151120', '2026-11-20'],
    ['99-1-2', '2010-01-02'],
    ['2026-11-20', '2026-11-20'],
    ['2026/1/2', '2026-01-02'],
    ['20261120', '2026-11-20'],
    ['115/13/40', '2026-13-40'],
    ['115/11-20', '115/11-20'],
    ['昨天', '昨天'],
    ['', ''],
  ])('%s is %s', (typed, date) => expect(readLetterDate(typed)).toBe(date));

  it('reads the same day in either way of counting years', () => {
    const days = fc.date({
      min: new Date('1912-01-01'),
      max: new Date('2900-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (day) => {
        const date = day.toISOString().slice(0, 10);
        const [year = '', month = '', dayOfMonth = ''] = date.split('-');
        const roc = String(Number(year) - 1911).padStart(3, '0');
        expect(readLetterDate(`${roc}/${month}/${dayOfMonth}`)).toBe(date);
        expect(readLetterDate(`${roc}${month}${dayOfMonth}`)).toBe(date);
        expect(readLetterDate(`民國${roc}年${month}月${dayOfMonth}日`)).toBe(date);
        expect(readLetterDate(date)).toBe(date);
      }),
    );
  });

  it('gives a date or the text itself, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        const read = readLetterDate(typed);
        expect(/^\d{4}-\d\d-\d\d$/.test(read) || read === typed.trim()).toBe(true);
      }),
    );
  });
});

describe('the number that a scanner types', () => {
  it.each([
    ['A1151122-7K3M9Q', 'A1151122-7K3M9Q'],
    ['ａ１１５１１２２－７ｋ３ｍ９ｑ', 'A1151122-7K3M9Q'],
    ['https://jianbao.example/progress?number=A1151122-7K3M9Q', 'A1151122-7K3M9Q'],
    ['c1151122 7k3m9q', 'C1151122-7K3M9Q'],
    ['C11511227K3M9Q\r\n', 'C1151122-7K3M9Q'],
    ['XA1151122-7K3M9Q', ''],
    ['A1151122-7K3M9QQ', ''],
    ['', ''],
  ])('%j is %j', (typed, reference) => expect(foldReference(readScannedNumber(typed))).toBe(reference));
});
