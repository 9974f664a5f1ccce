import type { ErrorEntries } from './entry.js';

/** Errors of the trust list: what cannot be put on it, and the two people a change of it takes. */
export const trustErrors = {
  ERR_TRUST_NO_CERTIFICATE: {
    status: 422,
    log: 'none',
    zh: '內容不是一張憑證。請選擇發證機關公布的憑證檔（PEM 或 DER），或貼上整段 PEM 文字，一次一張。',
    en: 'That does not hold exactly one certificate. Choose the certificate file that the authority publishes (PEM or DER), or paste the whole PEM text, one certificate at a time.',
  },
  ERR_TRUST_FILE_TOO_LARGE: {
    status: 413,
    log: 'none',
    zh: '憑證檔不會超過 32 KB，這個檔案太大。請確認選的是憑證檔。',
    en: 'A certificate has no more than 32 KB; this file is larger. Make sure it is the certificate.',
  },
  ERR_TRUST_FINGERPRINT: {
    status: 422,
    log: 'info',
    zh: '憑證的指紋與指定的不同。請向發證機關重新取得憑證與指紋。',
    en: 'The fingerprint of the file is another one. Fetch the certificate again from the authority.',
  },
  ERR_TRUST_PRESENT: {
    status: 409,
    log: 'none',
    zh: '這張憑證已經在信任清單上，不必再加。',
    en: 'The certificate is on the trust list already.',
  },
  ERR_TRUST_NO_AUTHORITY: {
    status: 422,
    log: 'info',
    zh: '這張憑證不是可以簽發憑證的機關憑證。請改用發證機關的根憑證或中繼憑證。',
    en: 'The certificate is not the one of an authority that may sign certificates. Use the root or intermediate certificate of the authority.',
  },
  ERR_TRUST_NOT_VALID_NOW: {
    status: 422,
    log: 'info',
    zh: '這張憑證已過期或尚未生效。請向發證機關取得現行的憑證。',
    en: 'The certificate has expired, or is not valid yet. Fetch the present one from the authority.',
  },
  ERR_TRUST_KEY: {
    status: 422,
    log: 'info',
    zh: '這張憑證的金鑰種類或長度本站不接受。請向發證機關洽詢其他憑證。',
    en: 'The key of the certificate is of a kind or size that is not used here. Ask the authority for another certificate.',
  },
  ERR_TRUST_NO_PATH: {
    status: 422,
    log: 'info',
    zh: '這張中繼憑證找不到信任清單上的上層根憑證。請先把根憑證加入清單。',
    en: 'The certificate does not lead to an anchor of the trust list. Add the anchor first.',
  },
  ERR_TRUST_UNKNOWN: {
    status: 404,
    log: 'none',
    zh: '信任清單上沒有這張憑證，可能剛被移除。請回信任清單查看。',
    en: 'No authority of the trust list is called so; it may have just been removed. Look at the trust list.',
  },
  ERR_TRUST_SEVERAL: {
    status: 409,
    log: 'none',
    zh: '有好幾張憑證用這把金鑰。請改用指紋指定其中一張。',
    en: 'Several certificates have this key. Name one by its fingerprint.',
  },
  ERR_TRUST_LAST_ANCHOR: {
    status: 409,
    log: 'info',
    zh: '這是信任清單上最後一張根憑證，移除後誰也不能登入，所以不能移除。請先加入另一張。',
    en: 'This is the last anchor; without one nobody could log in. Add another one first.',
  },
  ERR_TRUST_NO_ANCHOR: {
    status: 409,
    log: 'none',
    zh: '廢止查詢方式只能在根憑證上設定。請到這張憑證上層的根憑證變更。',
    en: 'How revocation is asked is set for anchors only. Change it at the anchor above this certificate.',
  },
  ERR_TRUST_SAME_WAY: {
    status: 422,
    log: 'none',
    zh: '這就是目前的查詢方式。請選另一種，或不變更。',
    en: 'This is how revocation is asked now. Choose another way, or leave it as it is.',
  },
  ERR_TRUST_WAY: {
    status: 422,
    log: 'none',
    zh: '請選擇廢止查詢方式。',
    en: 'Choose how revocation is asked.',
  },
  ERR_TRUST_REASON: {
    status: 422,
    log: 'none',
    zh: '請填寫原因，最多 500 個字。',
    en: 'Write the reason, in at most 500 characters.',
  },
  ERR_TRUST_PENDING: {
    status: 409,
    log: 'none',
    zh: '這張憑證已有一件提議在等待核准。請先處理那一件，再提出新的。',
    en: 'A proposal about this certificate waits already. See that one through first.',
  },
  ERR_TRUST_PROPOSAL_UNKNOWN: {
    status: 404,
    log: 'none',
    zh: '找不到這件提議。請回信任清單查看。',
    en: 'There is no such proposal. Look at the trust list.',
  },
  ERR_TRUST_PROPOSAL_OVER: {
    status: 409,
    log: 'none',
    zh: '這件提議已經結束：可能剛由別人核准、退回或撤回，或已逾期。請重新整理頁面查看結果；需要時請重新提出。',
    en: 'This proposal is over: somebody may have just approved, refused or withdrawn it, or its time has ended. Reload the page to see; propose the change again if it is still wanted.',
  },
  ERR_TRUST_OWN_PROPOSAL: {
    status: 403,
    log: 'warn',
    zh: '自己提出的變更要由另一位主管決定。若不要了，可以撤回。',
    en: 'Another supervisor has to decide on what you proposed. You can withdraw it if it is not wanted any more.',
  },
  ERR_TRUST_NOT_PROPOSER: {
    status: 403,
    log: 'info',
    zh: '只有提出的人可以撤回。若不同意這項變更，請退回。',
    en: 'Only the one who proposed it can withdraw it. Refuse it if you do not agree.',
  },
  ERR_TRUST_DIGITS: {
    status: 422,
    log: 'info',
    zh: '與這張憑證指紋的最後 8 碼不同。請向發證機關公布的資料核對；若仍不同，請退回這件提議。',
    en: 'That is not how the fingerprint of this certificate ends. Compare it with what the authority publishes; refuse the proposal if they differ.',
  },
} as const satisfies ErrorEntries;
