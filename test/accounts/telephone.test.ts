import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldTelephone, isMobile } from '../../src/accounts/index.js';

it.each([
  ['0912345678', '0912-345-678'],
  ['0912-345-678', '0912-345-678'],
  ['0912-345678', '0912-345-678'],
  ['０９１２　３４５　６７８', '0912-345-678'],
  ['(0912) 345 678', '0912-345-678'],
  ['02-6630-8000', '02-6630-8000'],
  ['（０２）6630 8000', '02-6630-8000'],
  ['037-123456', '037-123456'],
  ['0912-34-5678', '0912-34-5678'],
])('the number typed as %s is kept as %s', (typed, kept) => {
  expect(foldTelephone(typed)).toBe(kept);
});

it('a mobile number stands in one form, and folding it again changes nothing', () => {
  const mobile = fc.stringMatching(/^09\d\d[- ]?\d{3}[- ]?\d{3}$/);
  fc.assert(
    fc.property(mobile, (typed) => {
      const kept = foldTelephone(typed);
      expect(kept).toMatch(/^09\d\d-\d{3}-\d{3}$/);
      expect(isMobile(kept)).toBe(true);
      expect(foldTelephone(kept)).toBe(kept);
      expect(kept.replace(/\D/g, '')).toBe(typed.replace(/\D/g, ''));
    }),
  );
});
