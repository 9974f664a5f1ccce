import { describe, expect, it } from 'vitest';
import {
  formatDate,
  formatDateTime,
  formatNumber,
  formatRocDate,
  formatTime,
  problemSentence,
  translate,
} from '../../src/locales/index.js';

describe('dates and numbers', () => {
  /** Half past four in the afternoon of the 31st in London is already the new year in Taipei. */
  const newYear = new Date('2026-12-31T16:30:00.000Z');

  it('are those of Taipei', () => {
    expect(formatDate('zh-Hant', newYear)).toBe('2027年1月1日');
    expect(formatDate('en', newYear)).toBe('1 January 2027');
    expect(formatTime('zh-Hant', newYear)).toBe('00:30');
    expect(formatDateTime('en', newYear.toISOString())).toBe('1 January 2027 00:30');
  });

  it('leave a bare date the day it is', () => {
    expect(formatDate('zh-Hant', '2026-11-22')).toBe('2026年11月22日');
  });

  it('are written in the years of the Republic on official papers', () => {
    expect(formatRocDate('zh-Hant', newYear)).toBe('中華民國116年1月1日');
    expect(formatRocDate('zh-Hant', '2026-11-22')).toBe('中華民國115年11月22日');
    expect(formatRocDate('en', '2026-11-22')).toBe('22 November 2026 (ROC year 115)');
  });

  it('have their thousands marked', () => {
    expect(formatNumber('zh-Hant', 1_000_000)).toBe('1,000,000');
  });

  it('are refused when they are none', () => {
    expect(() => formatDate('en', '2026-13-40')).toThrow(TypeError);
  });
});

describe('texts', () => {
  it('count in both languages', () => {
    expect(translate('en', 'lists.count', { rows: 1 })).toBe('1 entry');
    expect(translate('en', 'lists.count', { rows: 1200 })).toBe('1,200 entries');
    expect(translate('zh-Hant', 'lists.count', { rows: 1200 })).toBe('共 1,200 筆');
  });

  it('are our own mistake when they are missing or not filled', () => {
    expect(() => translate('en', 'shell.no-such-text')).toThrow(TypeError);
    expect(() => translate('en', 'lists.page')).toThrow(TypeError);
  });

  it('say what an error means', () => {
    expect(problemSentence('en', { code: 'ERR_TOO_MANY_REQUESTS', params: { minutes: 1 } })).toBe(
      'Too many requests. Wait 1 minute and try again.',
    );
  });
});
