import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeFlow } from '../../src/applications/public/change-flow.js';
import { composeRows } from '../../src/applications/public/compose-rows.js';
import { newAccountFlow } from '../../src/applications/public/new-account-flow.js';
import { addRow, removeRow, rowsOf, withRows } from '../../src/applications/public/values.js';
import { formatOnForm, parseRange } from '../../src/ip-ranges/index.js';
import { newAccounts, ranges } from './support/ground.js';

const compose = (range: string, forwarded: string) => composeRows([{ range, forwarded }], '', ranges.ranges);

describe('a row of ranges', () => {
  it.each([
    ['203.69.20.1', '', '203.69.20.1'],
    ['123.12.23.11', '2.2.2.25-2.2.2.28', '2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11'],
    ['123.12.23.8/29', '2.2.2.25', '2.2.2.25@123.12.23.8 至 2.2.2.25@123.12.23.15'],
    ['2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11', '', '2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11'],
  ])('%s with %s forwarded is written %s', (range, forwarded, text) => {
    expect(compose(range, forwarded)).toEqual({ texts: [text], faults: [] });
  });

  it.each([
    ['203.69.20.1', '127.0.0.1', 'forwarded-1', 'ERR_RANGE_FORWARDED_KIND'],
    ['203.69.20.1', '10.0.0.9-10.0.0.1', 'forwarded-1', 'ERR_RANGE_ORDER'],
    ['203.69.20.1', 'proxy', 'forwarded-1', 'ERR_RANGE_UNREADABLE'],
    ['203.69.20.1', '2.2.2.2@3.3.3.3', 'forwarded-1', 'ERR_RANGE_FORWARDED_TWICE'],
    ['2.2.2.2@3.3.3.3', '2.2.2.2', 'forwarded-1', 'ERR_RANGE_FORWARDED_TWICE'],
    ['', '2.2.2.2', 'ranges-1', 'ERR_RANGE_MISSING'],
  ])('%s with %s forwarded must be mended at %s', (range, forwarded, field, code) => {
    expect(compose(range, forwarded).faults).toMatchObject([{ field, code }]);
  });

  it('is written in the notation that reads as both of its fields, whatever they are', () => {
    const address = fc.integer({ min: 0, max: 255 }).map((last) => `8.8.8.${last}`);
    fc.assert(
      fc.property(address, address, (external, client) => {
        const [text = ''] = compose(external, client).texts;
        expect(formatOnForm(parseRange(text, ranges.ranges))).toBe(text);
        expect(text).toBe(`${client}@${external} 至 ${client}@${external}`);
      }),
    );
  });
});

describe.each([newAccountFlow, changeFlow])('the form at $path', ({ names, read, valuesOf, kind }) => {
  const texts = fc.dictionary(
    fc.constantFrom(...names.before, ...names.after, `${names.rows}ranges-1`, `${names.rows}forwarded-1`),
    fc.string(),
  );

  it('reads whatever was typed: a form, or everything to be mended at fields it has', () => {
    fc.assert(
      fc.property(texts, (values) => {
        const { form, fields = [] } = read(values, ranges);
        expect(form === undefined).toBe(fields.length > 0);
      }),
    );
  });

  it('adds and takes away rows, and never has none', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat({ max: 21 }), { maxLength: 30 }), (values, steps) => {
        const after = steps.reduce(
          (now, step) => (step === 0 ? addRow(now, names) : removeRow(now, names, step)),
          values,
        );
        const { length } = rowsOf(after, names);
        expect(length >= 1 && length <= 20).toBe(true);
      }),
    );
  });

  if (kind === 'new-account') {
    it('is the same after it was shown and read again', () => {
      const form = newAccounts('manager', 'newmanager');
      const shown = valuesOf(form);
      expect(read(withRows(shown, names, rowsOf(shown, names)), ranges).form).toEqual(form);
    });
  }
});
