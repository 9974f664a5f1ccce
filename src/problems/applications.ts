import type { ErrorEntries } from './entry.js';

/** Errors of applications for accounts and their changes, and of the calendar their clock runs by. */
export const applicationErrors = {
  ERR_WORKING_DAYS_UNKNOWN: {
    status: 503,
    log: 'error',
    zh: '系統還沒有 {year} 年的政府機關辦公日曆，無法計算工作天。請通知系統管理人員更新辦公日曆。',
    en: 'The office calendar of {year} is not known yet, so working days cannot be counted. Tell the operators to update the calendar.',
  },
} as const satisfies ErrorEntries;
