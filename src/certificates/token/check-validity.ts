import { Problem } from '../../problems/index.js';
import type { CardCheck } from './check.js';
import { shownDate } from './shown-date.js';

/** The card's own certificate is valid now (RFC 5280 4.1.2.5: both ends belong to the validity). */
export function checkValidity({ found, at }: CardCheck): void {
  const { notBefore, notAfter } = found.get('certificate');
  if (at < notBefore) throw new Problem('ERR_CARD_NOT_YET_VALID', { params: { date: shownDate(notBefore) } });
  if (at >= notAfter + 1000) throw new Problem('ERR_CARD_EXPIRED', { params: { date: shownDate(notAfter) } });
}
