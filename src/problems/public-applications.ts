import type { ErrorEntries } from './entry.js';

/** Errors of the pages for people without an account: filling in a form, and the progress page. */
export const publicApplicationErrors = {
  ERR_RANGE_FORWARDED_TWICE: {
    status: 422,
    log: 'none',
    zh: '這一列已經用「X@Y」的寫法。請把 X@Y 全部寫在 IP 區段那一格，這一格留白；或兩格都不要用 @。',
    en: 'This row already uses the notation X@Y. Write all of X@Y in the field of the range and leave this one empty, or use no @ in either.',
  },
  ERR_RANGE_FORWARDED_KIND: {
    status: 422,
    log: 'none',
    zh: '「{text}」裡代理伺服器轉送的位址包含沒有電腦會用的位址。請填使用者電腦的位址，機構內部的位址（例如 10.1.2.3）也可以。',
    en: 'The addresses forwarded by the proxy in “{text}” include some that no computer has. Enter the addresses of the users’ computers; those used inside the institution, such as 10.1.2.3, are fine.',
  },
  ERR_APPLICATION_DRAFT_OVER: {
    status: 410,
    log: 'none',
    zh: '填寫中的申請表已超過保留時間，或瀏覽器沒有保留它。請從聲明頁重新開始。',
    en: 'The form you were filling in was kept for a few hours only, or your browser has lost it. Begin again with the declaration.',
  },
  ERR_APPLICATION_DRAFT_CHANGED: {
    status: 409,
    log: 'none',
    zh: '這份申請表在另一個視窗改過了。下面是最新的內容，請再核對一次後確認。',
    en: 'This form was changed in another window. Below is what it says now: check it again, then confirm.',
  },
  ERR_APPLICATION_NUMBER_MISSING: {
    status: 422,
    log: 'none',
    zh: '請填寫申請編號，例如 A1151122-7K3M9Q。申請表右上角與通知信裡都有。',
    en: 'Enter the reference number, such as A1151122-7K3M9Q. It stands on the form and in the mails.',
  },
  ERR_APPLICATION_NUMBER_FORM: {
    status: 422,
    log: 'none',
    zh: '申請編號是 A 或 C 開頭，7 位數字、連字號，再加 6 個字母或數字。請對照申請表再填一次。',
    en: 'A reference number is A or C, seven digits, a hyphen, then six letters or digits. Compare it with the form.',
  },
  ERR_APPLICATION_CODE_MISSING: {
    status: 422,
    log: 'none',
    zh: '請輸入信中的 8 位數驗證碼。',
    en: 'Enter the code of 8 digits from the mail.',
  },
  ERR_APPLICATION_CODE_WRONG: {
    status: 422,
    log: 'info',
    zh: '驗證碼不對。請對照最新一封信再輸入，還可以試 {left} 次。',
    en: 'This is not the code. Compare it with the latest mail; {left, plural, one {# try is} other {# tries are}} left.',
  },
  ERR_APPLICATION_CODE_OVER: {
    status: 410,
    log: 'info',
    zh: '這個驗證碼不能用了：可能已超過 10 分鐘、用過，或錯了太多次。請重新查詢，我們會再寄一組。',
    en: 'This code cannot be used any more: it is older than 10 minutes, was used, or was wrong too often. Ask again and another is sent.',
  },
} as const satisfies ErrorEntries;
