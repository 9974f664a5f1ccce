import fc from 'fast-check';
import { isBan, validateIdCardNumber } from 'taiwan-id-validator';
import { describe, expect, it } from 'vitest';
import { isEmployerUbn } from '../../../src/reports/rules/cells/employer-ubn.js';
import {
  judgeWorkerId,
  sexOfWorkerId,
  workerIdCheckDigit,
} from '../../../src/reports/rules/cells/worker-id.js';

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');

describe('ID numbers of workers', () => {
  it.each(['A100000001', 'B200000004', 'I100000003', 'O200000006', 'W100000001', 'Z100000002', 'A123456789'])(
    'takes the national ID number %s',
    (id) => expect(judge(id)).toBe('good'),
  );

  it.each(['A800000005', 'A900000007', 'A870000006', 'A880000009', 'A890000002'])(
    'takes the resident number %s',
    (id) => expect(judge(id)).toBe('good'),
  );

  it.each(['AC00000003', 'FD12345676', 'AB12345677'])('takes the old resident number %s', (id) =>
    expect(judge(id)).toBe('good'),
  );

  it.each([
    ['A123456788', 'check'],
    ['A323456789', 'form'],
    ['a123456789', 'form'],
    ['1123456789', 'form'],
    ['AE00000003', 'form'],
    ['A12345678X', 'form'],
  ])('says of %s that its %s is wrong', (id, fault) => expect(judge(id)).toBe(fault));

  it('judges as taiwan-id-validator does', () => {
    const second = fc.constantFrom(...'0123456789ABCDEZ');
    fc.assert(
      fc.property(fc.tuple(letter, second, digits(8)), (parts) => {
        const id = parts.join('');
        const expected = validateIdCardNumber(id);
        const fault = expected.valid ? 'good' : expected.reason === 'INVALID_CHECKSUM' ? 'check' : 'form';
        expect(judge(id)).toBe(fault);
      }),
      { numRuns: 3000 },
    );
  });

  it('completes nine characters with the one check digit that fits', () => {
    const second = fc.constantFrom(...'1289ABCD');
    fc.assert(
      fc.property(fc.tuple(letter, second, digits(7)), (parts) => {
        const nine = parts.join('');
        expect(validateIdCardNumber(nine + workerIdCheckDigit(nine)).valid).toBe(true);
      }),
    );
  });

  it.each([
    ['18AC', 'M'],
    ['29BD', 'F'],
  ])('of which the second character %s stands for %s', (seconds, sex) => {
    expect([...seconds].map((second) => sexOfWorkerId(second.charCodeAt(0)))).toEqual([sex, sex, sex, sex]);
  });
});

describe('numbers of employers', () => {
  it.each(['04595257', '10458575', '12345675', '04595252', '10458570', '12345670', '12345671', '10458574'])(
    'takes %s',
    (ubn) => expect(isEmployerUbn(Buffer.from(ubn), 0)).toBe(true),
  );

  it.each(['12345678', '00000001'])('refuses %s', (ubn) =>
    expect(isEmployerUbn(Buffer.from(ubn), 0)).toBe(false),
  );

  it('judges as taiwan-id-validator does', () => {
    fc.assert(
      fc.property(digits(8), (ubn) => {
        expect(isEmployerUbn(Buffer.from(`x${ubn}`), 1)).toBe(isBan(ubn));
      }),
      { numRuns: 3000 },
    );
  });
});

function judge(id: string): string {
  return judgeWorkerId(Buffer.from(`,${id}`), 1);
}
