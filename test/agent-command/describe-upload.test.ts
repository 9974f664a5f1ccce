import { describe, expect, it } from 'vitest';
import { describeUpload, isPartlyAccepted } from '../../smartcard/cli/upload/describe-upload.js';

const submission = {
  number: 'S1151122-7K3M9Q',
  status: 'accepted',
  sha256: '00',
  rows: 12,
  good: 10,
  errors: 3,
  warnings: 0,
  stop: null,
};

describe('what is said of a file of which rows were refused', () => {
  it('counts the rows that were accepted, and tells of the others', () => {
    const said = describeUpload({ submission, findings: undefined, receipt: undefined }, 'upload', 'en');
    expect(said[0]).toContain('10 rows');
    expect(said[1]).toBe(
      '2 rows have errors and were not accepted. Download them from the page of submission S1151122-7K3M9Q, mend them and upload them.',
    );
    expect(isPartlyAccepted(submission)).toBe(true);
  });

  it('is nothing more when every row was accepted', () => {
    const whole = { ...submission, good: 12, errors: 0 };
    expect(
      describeUpload({ submission: whole, findings: undefined, receipt: undefined }, 'upload', 'en'),
    ).toHaveLength(1);
    expect(isPartlyAccepted(whole)).toBe(false);
  });

  it('is nothing more of a dry run, which accepts nothing', () => {
    expect(isPartlyAccepted({ ...submission, status: 'refused' })).toBe(false);
  });
});
