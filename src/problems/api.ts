import type { ErrorEntries } from './entry.js';

/** Errors that only programs can run into: members, versions and keys of the API. */
export const apiErrors = {
  ERR_API_MEMBER_MISSING: {
    status: 422,
    log: 'none',
    zh: '缺少這個欄位。請依 API 文件補上後再送一次。',
    en: 'This member is missing. Add it as the API’s document says and send it again.',
  },
  ERR_API_MEMBER_FORM: {
    status: 422,
    log: 'none',
    zh: '這個欄位的型別或內容與 API 文件不同。請對照文件修改後再送一次。',
    en: 'This member is not of the kind that the API’s document says. Compare it with the document and send it again.',
  },
  ERR_API_MEMBER_UNKNOWN: {
    status: 422,
    log: 'none',
    zh: 'API 文件裡沒有這個欄位，可能是拼錯了。請改正或刪去後再送一次。',
    en: 'The API’s document has no such member; it may be misspelt. Correct it or leave it out.',
  },
  ERR_API_CURSOR: {
    status: 422,
    log: 'none',
    zh: '這個 cursor 不是這份清單給的，或排序方式不同。請用上一次回應的 next 值，或從第一頁重新讀取。',
    en: 'This cursor does not come from this list in this order. Use the value of next from the last answer, or begin again without one.',
  },
  ERR_API_IF_MATCH_MISSING: {
    status: 428,
    log: 'info',
    zh: '請先讀取這件申請，並以 If-Match 標頭帶上回應的 ETag，才能處理。',
    en: 'Read the application first and send the ETag of the answer in an If-Match header.',
  },
  ERR_API_IF_MATCH: {
    status: 412,
    log: 'info',
    zh: '這件申請在您讀取之後已有人處理過。請重新讀取，看過最新內容再決定是否繼續。',
    en: 'Somebody has dealt with this application since you read it. Read it again and look before you go on.',
  },
  ERR_API_KEY_REUSED: {
    status: 422,
    log: 'info',
    zh: '這個 Idempotency-Key 已用於內容不同的申請（{application}）。同一件申請重送時才用同一個；新的申請請換一個新的值。',
    en: 'This Idempotency-Key was used for another application ({application}). Use it again only to resend the same one, and a new one for a new application.',
  },
} as const satisfies ErrorEntries;
