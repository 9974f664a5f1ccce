import type { ErrorEntries } from './entry.js';

/** Errors of the agency's pages: mail queue, import of institutions, audit trail. */
export const agencyErrors = {
  ERR_MAIL_UNKNOWN: {
    status: 404,
    log: 'none',
    zh: '找不到這封信。請從郵件佇列的清單中選取。',
    en: 'There is no such mail. Choose it from the list of the mail queue.',
  },
  ERR_MAIL_ERASED: {
    status: 409,
    log: 'none',
    zh: '這封信含有只有收件人能看的密碼或連結，保存期限已過，內容已銷毀，不能再寄。請收件人重新申請。',
    en: 'This mail held a password or link that only its recipient may read; it was kept as long as it may be and is erased now, so it cannot be sent again. Ask the recipient to apply again.',
  },
  ERR_MAIL_EXPIRED: {
    status: 409,
    log: 'none',
    zh: '信中的密碼、驗證碼或連結已超過使用期限，再寄也不能用。請收件人重新申請。',
    en: 'The password, code or link in this mail has expired, so sending it again is of no use. Ask the recipient to apply again.',
  },
  ERR_INSTITUTION_FILE_MISSING: {
    status: 422,
    log: 'none',
    zh: '還沒有選擇檔案。請選擇認可醫療機構的開放資料檔（CSV 或 JSON）。',
    en: 'No file was chosen. Choose the open-data file of recognised institutions (CSV or JSON).',
  },
  ERR_INSTITUTION_FILE_SIZE: {
    status: 413,
    log: 'none',
    zh: '檔案超過 {megabytes} MB，不像是認可醫療機構的開放資料檔。請確認選的是正確的檔案。',
    en: 'The file has more than {megabytes} MB, which the open data of recognised institutions never have. Make sure it is the right file.',
  },
  ERR_INSTITUTION_IMPORT_OVER: {
    status: 410,
    log: 'none',
    zh: '這份預覽不在了：可能已經匯入，或超過 24 小時。請重新上傳檔案。',
    en: 'This preview is gone: it was imported already, or is older than 24 hours. Upload the file again.',
  },
  ERR_INSTITUTION_IMPORT_CHANGED: {
    status: 409,
    log: 'info',
    zh: '預覽之後，機構資料又有變動，所以還沒有匯入。下面是依最新資料重新比對的結果，請看過後再按「匯入」。',
    en: 'The institutions changed after you looked, so nothing was imported yet. Below is what the file would do now; look at it, then import.',
  },
  ERR_INSTITUTION_RECOGNITION_ENDED: {
    status: 403,
    log: 'info',
    zh: '貴機構（{institution}）的{kind, select, general {一般} special {特殊} mobile {巡迴} other {}}健檢認可已於 {day} 到期，所以不能申報或申請。若已展延，請洽職安署更新認可資料。',
    en: 'The recognition of {institution} for {kind, select, general {general} special {special} mobile {mobile} other {these}} exams ended on {day}, so nothing can be reported or applied for. If it was extended, ask the agency to update the register.',
  },
  ERR_INSTITUTION_RECOGNITION_FUTURE: {
    status: 403,
    log: 'info',
    zh: '貴機構（{institution}）的{kind, select, general {一般} special {特殊} mobile {巡迴} other {}}健檢認可從 {day} 開始，在那之前還不能申報。若資料有誤，請洽職安署更新。',
    en: 'The recognition of {institution} for {kind, select, general {general} special {special} mobile {mobile} other {these}} exams begins on {day}; nothing can be reported before. If the register is wrong, ask the agency to update it.',
  },
  ERR_AUDIT_ENTRY_UNKNOWN: {
    status: 404,
    log: 'none',
    zh: '稽核軌跡裡沒有這個編號的紀錄。請從清單中選取。',
    en: 'The audit trail has no entry of this number. Choose it from the list.',
  },
} as const satisfies ErrorEntries;
