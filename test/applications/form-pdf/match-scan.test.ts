import { describe, expect, it } from 'vitest';
import { matchScan } from '../../../src/applications/index.js';

describe('the QR codes of a scan', () => {
  const reference = 'A1151122-7K3M9Q';

  it('hold the number of the application', () => {
    expect(matchScan(['https://hospital.example/', reference], reference)).toBe('match');
    expect(matchScan(['C1151122-7K3M9Q', reference], reference)).toBe('match');
  });

  it('are not there, or of somebody else', () => {
    expect(matchScan([], reference)).toBe('not-found');
    expect(matchScan(['https://hospital.example/', 'S1151122-7K3M9Q'], reference)).toBe('not-found');
  });

  it('name another application, which is refused', () => {
    const params = { found: 'C1151122-7K3M9Q', expected: reference };
    expect(() => matchScan(['C1151122-7K3M9Q'], reference)).toThrow(
      expect.objectContaining({ code: 'ERR_SCAN_OTHER_FORM', params }),
    );
  });
});
