import type { ErrorEntries } from './entry.js';

/** Errors of files that are judged and not reported. */
export const dryRunErrors = {
  ERR_DRY_RUN_FILE_MISSING: {
    status: 422,
    log: 'none',
    zh: '還沒有選擇檔案。請選擇要試檢的檔案，再按「開始試檢」。',
    en: 'No file was chosen. Choose the file to try, then “Try the file”.',
  },
  ERR_DRY_RUN_NOT_FOUND: {
    status: 404,
    log: 'none',
    zh: '找不到這次試檢：可能已經刪除，或超過保留的一天。請再送一次檔案試檢。',
    en: 'There is no such dry run: it may have been removed, or its day is over. Send the file for a dry run again.',
  },
  ERR_DRY_RUN_TOO_MANY: {
    status: 429,
    log: 'info',
    zh: '貴機構已有 {most} 個檔案等候試檢。請等其中幾個檢查完，再送下一個。',
    en: 'Your institution has {most} files waiting for a dry run. Wait until some of them have been judged, then send the next one.',
  },
} as const satisfies ErrorEntries;
