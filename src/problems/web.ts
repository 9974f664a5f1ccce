import type { ErrorEntries } from './entry.js';

/** Errors of the shell: requests, forms, sessions, outages. */
export const webErrors = {
  ERR_REQUEST_MALFORMED: {
    status: 400,
    log: 'info',
    zh: '系統無法讀懂這個請求。請回到上一頁重新操作；若是程式送出的請求，請檢查格式。',
    en: 'The request could not be read. Go back and try again; if a program sent it, check its format.',
  },
  ERR_FORM_EXPIRED: {
    status: 403,
    log: 'info',
    zh: '這個表單已過期或不是從本站開啟的。請重新開啟頁面後再送出一次。',
    en: 'This form has expired or was not opened from this site. Open the page again and resend it.',
  },
  ERR_NOT_ALLOWED: {
    status: 403,
    log: 'warn',
    zh: '您的帳號權限不能使用這一頁。如需使用，請洽貴機構的管理者。',
    en: 'Your account may not use this page. Ask a manager of your institution if you need it.',
  },
  ERR_SIGN_IN_REQUIRED: {
    status: 401,
    log: 'none',
    zh: '請先登入，再使用這一頁。',
    en: 'Log in first to use this page.',
  },
  ERR_FIRST_LOGIN: {
    status: 403,
    log: 'info',
    zh: '這是您第一次登入。請先在網頁上更換一次性密碼並填寫基本資料，再使用這項功能。',
    en: 'This is your first login. Replace the one-time password and complete your profile on the pages first.',
  },
  ERR_NOT_FOUND: {
    status: 404,
    log: 'none',
    zh: '找不到這一頁或這筆資料。請檢查網址或編號，或回到首頁。',
    en: 'This page or record does not exist. Check the address or number, or go back to the home page.',
  },
  ERR_METHOD_NOT_ALLOWED: {
    status: 405,
    log: 'info',
    zh: '這個網址不接受這種請求方式。請從頁面上的按鈕操作。',
    en: 'This address does not take that kind of request. Use the buttons on the page.',
  },
  ERR_BODY_TOO_LARGE: {
    status: 413,
    log: 'info',
    zh: '送出的內容太大。請縮短內容後再送出。',
    en: 'What was sent is too large. Shorten it and send it again.',
  },
  ERR_MEDIA_TYPE: {
    status: 415,
    log: 'info',
    zh: '這個網址不接受這種內容格式，請改用 {expected}。',
    en: 'This address does not take that content type. Use {expected}.',
  },
  ERR_CAPTCHA: {
    status: 422,
    log: 'info',
    zh: '驗證碼與圖形不符，或已超過 5 分鐘。請看新的圖形，再輸入一次。',
    en: 'The characters do not match the picture, or 5 minutes have passed. Look at the new picture and type again.',
  },
  ERR_FIELDS: {
    status: 422,
    log: 'none',
    zh: '有些欄位需要修正，請看標示的說明。',
    en: 'Some fields need mending. See the notes beside them.',
  },
  ERR_LIST_TEXT_LONG: {
    status: 422,
    log: 'none',
    zh: '搜尋的文字太長，最多 {most} 個字。請縮短後再搜尋。',
    en: 'The text to search for is too long. Keep it to {most} characters at the most.',
  },
  ERR_LIST_DATE: {
    status: 422,
    log: 'none',
    zh: '請填曆法上有的日期，依「年-月-日」的順序，例如 2026-11-22。',
    en: 'Give a date of the calendar as year-month-day, for example 2026-11-22.',
  },
  ERR_LIST_DATES_ORDER: {
    status: 422,
    log: 'none',
    zh: '結束的日期早於開始的日期。請對調，或只填其中一個。',
    en: 'The last day is before the first. Swap the two, or give only one.',
  },
  ERR_LIST_FILE_LONG: {
    status: 422,
    log: 'info',
    zh: '這份清單超過 {most} 筆，無法一次下載。請用條件縮小範圍，例如分段選擇日期，再分次下載。',
    en: 'This list has more than {most} entries and cannot be downloaded at once. Narrow it with the filter, for example by dates, and download it in parts.',
  },
  ERR_TOO_MANY_REQUESTS: {
    status: 429,
    log: 'warn',
    zh: '操作太頻繁。請等 {minutes} 分鐘後再試。',
    en: 'Too many requests. Wait {minutes, plural, one {# minute} other {# minutes}} and try again.',
  },
  ERR_CONFLICT: {
    status: 409,
    log: 'info',
    zh: '這筆資料剛剛被別人更動了。請重新整理頁面，看過最新內容後再操作。',
    en: 'Somebody else has just changed this. Reload the page, read it again, then act.',
  },
  ERR_INTERNAL: {
    status: 500,
    log: 'error',
    zh: '系統發生錯誤，您的資料沒有被更動。請稍後再試；若仍發生，請把參考編號告訴客服。',
    en: 'Something went wrong on our side; nothing of yours was changed. Try again later, and give support the reference number if it happens again.',
  },
  ERR_UNAVAILABLE: {
    status: 503,
    log: 'error',
    zh: '系統暫時無法服務。您的資料沒有被更動，請幾分鐘後再試。',
    en: 'The service is not available just now. Nothing of yours was changed. Try again in a few minutes.',
  },
} as const satisfies ErrorEntries;
