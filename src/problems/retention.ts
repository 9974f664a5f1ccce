import type { ErrorEntries } from './entry.js';

/** Errors of deleting records whose time of keeping has ended. */
export const retentionErrors = {
  ERR_RECORD_DELETED: {
    status: 410,
    log: 'none',
    zh: '這筆健檢紀錄不在系統中。申報批次 {submission} 有 {records, number} 筆紀錄保存期限已滿，已依勞工健康保護規則刪除，無法復原。',
    en: 'This exam record is not here. {records, plural, one {# record} other {# records}} of submission {submission} past the time of keeping {records, plural, one {was} other {were}} deleted by the Labor Health Protection Rules and cannot be brought back.',
  },
  ERR_RETENTION_REASON: {
    status: 422,
    log: 'none',
    zh: '請填寫理由，最多 500 字。理由會寫進稽核軌跡，請不要寫個人資料。',
    en: 'Give a reason of at most 500 characters. It is kept in the audit trail, so leave personal data out.',
  },
  ERR_RETENTION_NOTHING: {
    status: 409,
    log: 'none',
    zh: '目前沒有保存期限已滿的健檢紀錄，不需要提出刪除。',
    en: 'There are no records whose time of keeping has ended, so there is nothing to propose.',
  },
  ERR_RETENTION_PENDING: {
    status: 409,
    log: 'none',
    zh: '已經有一件刪除提議等待決定。請先處理那一件，再提出下一件。',
    en: 'Another proposal to delete records waits for a decision. See to that one first, then propose the next.',
  },
  ERR_RETENTION_UNKNOWN: {
    status: 404,
    log: 'info',
    zh: '找不到這件刪除提議。請從「保存期限」頁面重新開啟。',
    en: 'There is no such proposal. Open it again from the page of records past their time.',
  },
  ERR_RETENTION_OWN: {
    status: 403,
    log: 'info',
    zh: '這件提議是您提出的，必須由另一位主管決定。',
    en: 'You made this proposal yourself; another supervisor has to decide on it.',
  },
  ERR_RETENTION_NOT_PROPOSER: {
    status: 403,
    log: 'info',
    zh: '只有提出的人可以收回這件提議。要阻止它，請選擇「不同意」並寫明理由。',
    en: 'Only the one who made this proposal can take it back. To stop it, refuse it with a reason.',
  },
  ERR_RETENTION_OVER: {
    status: 409,
    log: 'none',
    zh: '這件提議已經有結果，或已超過決定期限，所以沒有變更。請重新整理頁面查看結果。',
    en: 'This proposal was decided already, or its time is over, so nothing was changed. Reload the page to see how it ended.',
  },
  ERR_RETENTION_CHANGED: {
    status: 409,
    log: 'info',
    zh: '保存期限已滿的紀錄和提出時不同了，所以沒有刪除任何一筆。請收回這件提議，重新提出。',
    en: 'The records past their time are no longer those that were proposed, so none was deleted. Take the proposal back and propose again.',
  },
  ERR_RETENTION_COUNT: {
    status: 422,
    log: 'none',
    zh: '輸入的筆數和提議的不同。請核對上面的筆數後再輸入一次。',
    en: 'This is not the number of records proposed. Compare it with the number above and type it again.',
  },
} as const satisfies ErrorEntries;
