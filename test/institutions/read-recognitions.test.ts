import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecognitions } from '../../src/institutions/import/read-recognitions.js';

const general = { kind: 'general', label: '一般體格及健康檢查' };
const special = { kind: 'special', label: '特殊體格及健康檢查' };

describe('readRecognitions', () => {
  it.each([
    ['', []],
    ['一般體格及健康檢查', [{ ...general, validFrom: null, validUntil: null }]],
    [
      '一般體格及健康檢查(112/01/01~114/12/31)',
      [{ ...general, validFrom: '2023-01-01', validUntil: '2025-12-31' }],
    ],
    [
      '一般體格及健康檢查（112/1/1～114/12/31）；特殊體格及健康檢查（113.02.01－116.01.31）',
      [
        { ...general, validFrom: '2023-01-01', validUntil: '2025-12-31' },
        { ...special, validFrom: '2024-02-01', validUntil: '2027-01-31' },
      ],
    ],
    [
      '一般體格及健康檢查：2024-01-01至2026-12-31\n特殊體格及健康檢查：2025-01-01至2027-12-31',
      [
        { ...general, validFrom: '2024-01-01', validUntil: '2026-12-31' },
        { ...special, validFrom: '2025-01-01', validUntil: '2027-12-31' },
      ],
    ],
    [
      '一般體格及健康檢查(民國110年1月1日至民國112年12月31日、民國113年1月1日至民國115年12月31日)',
      [
        { ...general, validFrom: '2021-01-01', validUntil: '2023-12-31' },
        { ...general, validFrom: '2024-01-01', validUntil: '2026-12-31' },
      ],
    ],
    ['一般體格及健康檢查(有效期限至115/12/31)', [{ ...general, validFrom: null, validUntil: '2026-12-31' }]],
    [
      '一般及特殊體格及健康檢查(112/01/01~114/12/31)',
      [
        {
          kind: 'general',
          label: '一般及特殊體格及健康檢查',
          validFrom: '2023-01-01',
          validUntil: '2025-12-31',
        },
        {
          kind: 'special',
          label: '一般及特殊體格及健康檢查',
          validFrom: '2023-01-01',
          validUntil: '2025-12-31',
        },
      ],
    ],
    [
      '巡迴一般體格及健康檢查(112/01/01~114/12/31)',
      [
        {
          kind: 'mobile',
          label: '巡迴一般體格及健康檢查',
          validFrom: '2023-01-01',
          validUntil: '2025-12-31',
        },
      ],
    ],
    ['牙科', [{ kind: 'other', label: '牙科', validFrom: null, validUntil: null }]],
    [
      '一般體格及健康檢查;特殊體格及健康檢查(112/01/01~114/12/31)',
      [
        { ...general, validFrom: null, validUntil: null },
        { ...special, validFrom: '2023-01-01', validUntil: '2025-12-31' },
      ],
    ],
  ])('reads %s', (text, recognitions) => {
    expect(readRecognitions(text)).toEqual(recognitions);
  });

  it.each([
    '一般體格及健康檢查(112/02/30~114/12/31)',
    '一般體格及健康檢查(114/12/31~112/01/01)',
    '一般體格及健康檢查(112/13/01~114/12/31)',
    '112/01/01~114/12/31',
    '一般體格及健康檢查(112)',
  ])('asks for mending of %s', (text) => {
    expect(readRecognitions(text)).toBeUndefined();
  });

  it('gives days of the calendar or nothing, for any text', () => {
    const pieces = fc.constantFrom(
      '一般',
      '特殊',
      '(',
      ')',
      '~',
      '112/1/1',
      '114.12.31',
      '；',
      '民國',
      '有效期限至',
      '2025-02-29',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          for (const { validFrom, validUntil, label } of readRecognitions(text) ?? []) {
            expect(label).not.toBe('');
            for (const day of [validFrom, validUntil]) {
              if (day !== null) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
