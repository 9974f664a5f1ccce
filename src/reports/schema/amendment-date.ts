import { settings } from '../../settings.js';

/**
 * The exam date, `yyyy-mm-dd`, from which the amendment of 2026 asks for its items and for exams of its three hazard
 * operations. The day is still to be confirmed, therefore a setting. The columns are made from it when they are loaded, once in
 * each process and thread; the gateway checks it with its other settings.
 */
export const amendmentDate: string =
  process.env.JIANBAO_AMENDMENT_DATE?.trim() || settings.JIANBAO_AMENDMENT_DATE.fallback;
