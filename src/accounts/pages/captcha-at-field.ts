import { Problem } from '../../problems/index.js';

/** A captcha that did not fit is told at its field, like everything else that can be mended there. */
export function captchaAtField(problem: Problem): Problem {
  if (problem.code !== 'ERR_CAPTCHA') return problem;
  return new Problem('ERR_FIELDS', { fields: [{ field: 'captcha', code: 'ERR_CAPTCHA' }] });
}
