import type { ErrorEntries } from './entry.js';

/**
 * Errors of the card login: the token, its certificate, the trust path, revocation, and the binding to an account; and of
 * documents that a card signed.
 */
export const cardErrors = {
  ERR_CARD_TOKEN: {
    status: 400,
    log: 'warn',
    zh: '憑證元件送來的登入資料不完整或格式不符。請重新整理頁面再登入一次；若仍發生，請更新憑證元件。',
    en: 'What the card agent sent is incomplete or not in the expected form. Reload the page and log in again; if it happens again, update the card agent.',
  },
  ERR_CARD_TOKEN_FORMAT: {
    status: 400,
    log: 'warn',
    zh: '憑證元件使用的登入格式版本，本站尚不支援。請安裝本站提供下載的憑證元件版本後再登入。',
    en: 'The card agent uses a version of the login format that this site does not take. Install the version of the card agent offered here, then log in.',
  },
  ERR_CARD_ALGORITHM: {
    status: 400,
    log: 'warn',
    zh: '憑證卡使用的簽章演算法本站不接受，或與卡片的金鑰不符。請更新憑證元件；若仍發生，請洽發卡機關換發新卡。',
    en: 'The card signed with an algorithm that this site does not take, or that does not fit its key. Update the card agent; if it happens again, ask the card issuer for a new card.',
  },
  ERR_CARD_SIGNATURE: {
    status: 403,
    log: 'warn',
    zh: '這次的憑證登入沒有通過驗證，可能是頁面開啟太久，或不是從本站網址登入。請重新整理頁面再登入一次。',
    en: 'This card login could not be verified: the page may have been open too long, or the login did not start at this site. Reload the page and log in again.',
  },
  ERR_CARD_CERTIFICATE: {
    status: 400,
    log: 'warn',
    zh: '無法讀取卡片上的憑證。請把卡片取出再插入後重新登入；若仍發生，請洽發卡機關檢查卡片。',
    en: 'The certificate on the card could not be read. Take the card out, put it back and log in again; if it happens again, have the card issuer check the card.',
  },
  ERR_CARD_PURPOSE: {
    status: 403,
    log: 'info',
    zh: '這張憑證不是用來登入的簽章憑證。請選擇自然人憑證或醫事人員憑證的簽章憑證後再登入。',
    en: 'This certificate is not meant for logging in. Choose the signature certificate of a citizen or medical card, then log in.',
  },
  ERR_CARD_ENCRYPTION_CERTIFICATE: {
    status: 403,
    log: 'info',
    zh: '您選到的是卡片上的加密憑證，登入要用同一張卡片上的簽章憑證。請改選簽章憑證後再登入。',
    en: 'You chose the encryption certificate of the card. Logging in takes the signature certificate of the same card; choose that one and log in again.',
  },
  ERR_CARD_POLICY: {
    status: 403,
    log: 'info',
    zh: '這張憑證的保證等級不符合本站要求。請使用臨櫃申辦的自然人憑證或醫事人員憑證登入。',
    en: 'The assurance level of this certificate is not what this site asks for. Log in with a citizen or medical card that was issued at a counter.',
  },
  ERR_CARD_TEST_ASSURANCE: {
    status: 403,
    log: 'info',
    zh: '這是測試用的憑證卡，不能登入正式系統。請改用正式核發的自然人憑證或醫事人員憑證。',
    en: 'This is a test card, which the live system does not take. Use a citizen or medical card that was issued for real use.',
  },
  ERR_CARD_BUSINESS: {
    status: 403,
    log: 'info',
    zh: '您插入的是工商憑證。請改用您本人的自然人憑證或醫事人員憑證登入。',
    en: 'The card in the reader is a business card. Use your own citizen or medical card to log in.',
  },
  ERR_CARD_INSTITUTION: {
    status: 403,
    log: 'info',
    zh: '您插入的是醫事機構憑證。請改用您本人的醫事人員憑證或自然人憑證登入。',
    en: 'The card in the reader is the card of a medical institution. Use your own medical or citizen card to log in.',
  },
  ERR_CARD_PROFILE: {
    status: 403,
    log: 'info',
    zh: '這張卡片不是自然人憑證，也不是醫事人員憑證。請改用其中一種卡片登入。',
    en: 'This is neither a citizen card nor a medical card. Use one of these to log in.',
  },
  ERR_CARD_IDENTITY: {
    status: 403,
    log: 'warn',
    zh: '卡片憑證上缺少姓名、序號或其他必要資料，無法確認持卡人。請洽發卡機關檢查或換發卡片。',
    en: 'The name, serial number or another needed item is missing from the certificate, so the holder cannot be told. Ask the card issuer to check or replace the card.',
  },
  ERR_CARD_EXPIRED: {
    status: 403,
    log: 'info',
    zh: '這張卡片的憑證已於 {date} 到期。請向發卡機關申請展期或換發新卡。',
    en: 'The certificate of this card expired on {date}. Have the card issuer extend or replace it.',
  },
  ERR_CARD_NOT_YET_VALID: {
    status: 403,
    log: 'info',
    zh: '這張卡片的憑證自 {date} 起才能使用。請於該日之後再使用。',
    en: 'The certificate of this card may be used from {date} on. Use it after that day.',
  },
  ERR_CARD_ISSUER_UNKNOWN: {
    status: 403,
    log: 'warn',
    zh: '這張卡片的發卡機關不在本站信任的名單內。請改用自然人憑證或醫事人員憑證；若您用的正是這種卡片，請與客服聯絡。',
    en: 'The issuer of this card is not among those this site trusts. Use a citizen or medical card; if this is one, contact support.',
  },
  ERR_CARD_ISSUER_EXPIRED: {
    status: 403,
    log: 'error',
    zh: '發給這張卡片的憑證管理中心，其憑證目前不在有效期間內。請與客服聯絡，或洽發卡機關換發新卡。',
    en: 'The certificate of the authority that issued this card is outside its validity period. Contact support, or ask the card issuer for a new card.',
  },
  ERR_CARD_PATH: {
    status: 403,
    log: 'warn',
    zh: '無法確認這張卡片是由可信任的發卡機關所核發，因此不能登入。請與客服聯絡，或洽發卡機關檢查卡片。',
    en: 'It could not be confirmed that a trusted issuer made this card, so it cannot be used to log in. Contact support, or have the card issuer check the card.',
  },
  ERR_CARD_REVOKED: {
    status: 403,
    log: 'info',
    zh: '這張卡片已經廢止，不能再使用。請向發卡機關申請新卡。',
    en: 'This card has been revoked and can no longer be used. Apply to the card issuer for a new one.',
  },
  ERR_CARD_ON_HOLD: {
    status: 403,
    log: 'info',
    zh: '這張卡片目前停用中。請向發卡機關辦理復用後再使用。',
    en: 'This card is on hold. Ask the card issuer to lift the hold, then use it again.',
  },
  ERR_CARD_STATUS_UNKNOWN: {
    status: 403,
    log: 'warn',
    zh: '發卡機關沒有這張卡片的狀態資料，因此無法確認卡片是否有效。請洽發卡機關查詢卡片狀態。',
    en: 'The card issuer has no status for this card, so it cannot be confirmed that it is good. Ask the card issuer about the card.',
  },
  ERR_CARD_STATUS_UNAVAILABLE: {
    status: 503,
    log: 'error',
    zh: '目前無法取得發卡機關的廢止清冊，不能確認卡片是否有效。請稍後再試，不需要換卡。',
    en: 'The revocation list of the card issuer is not available just now, so the card cannot be checked. Try again later; you need not replace the card.',
  },
  ERR_CARD_OTHER_PERSON: {
    status: 403,
    log: 'warn',
    zh: '這張卡片的持卡人與帳號登記的使用者不同。請插入您本人的卡片；若帳號登記的姓名有誤，請洽貴機構的管理者更正。',
    en: 'The holder of this card is not the person this account belongs to. Use your own card; if the name of the account is wrong, ask a manager of your institution to mend it.',
  },
  ERR_CARD_OTHER_CARD: {
    status: 403,
    log: 'info',
    zh: '這個帳號已綁定另一張憑證卡。請使用原來的卡片登入；若已換卡，請洽貴機構的管理者解除原卡片的綁定。',
    en: 'This account is bound to another card. Log in with that one; if it was replaced, ask a manager of your institution to unbind the old card.',
  },
  ERR_CARD_BOUND_ELSEWHERE: {
    status: 409,
    log: 'warn',
    zh: '這張卡片已綁定另一個帳號，一張卡片只能用於一個帳號。請改用該帳號登入，或洽貴機構的管理者處理。',
    en: 'This card is bound to another account, and one card serves one account. Log in with that account, or ask a manager of your institution.',
  },
  ERR_SIGNATURE_FORM: {
    status: 400,
    log: 'warn',
    zh: '送來的不是一份完整的文件簽章（分離式 CMS，CAdES-B，只有一位簽章者）。請更新憑證元件後再簽一次；若用其他程式簽章，請改用這種格式。',
    en: 'This is not one whole signature of a document (detached CMS, CAdES-B, one signer). Update the card agent and sign again; if another program signed, have it use that form.',
  },
  ERR_SIGNATURE_ALGORITHM: {
    status: 400,
    log: 'warn',
    zh: '這份簽章用的演算法本站不接受。請以檔案的 SHA-256 與卡片的 RSA 或 ECDSA 金鑰簽章；用憑證元件簽章即符合。',
    en: 'The signature uses an algorithm that this site does not take. Sign the SHA-256 of the file with the card’s RSA or ECDSA key; the card agent does so.',
  },
  ERR_SIGNATURE_DOCUMENT: {
    status: 422,
    log: 'warn',
    zh: '這份簽章簽的是另一個檔案，不是這個申報批次的檔案。請確認申報批次編號與檔案的 SHA-256，再簽一次。',
    en: 'This signature is over another file, not that of this submission. Check the number of the submission and the SHA-256 of the file, and sign again.',
  },
  ERR_SIGNATURE_CERTIFICATE: {
    status: 400,
    log: 'warn',
    zh: '簽章裡沒有指明它所用的憑證，或指明的是另一張憑證。請更新憑證元件後再簽一次。',
    en: 'The signature does not name the certificate it was made with, or names another one. Update the card agent and sign again.',
  },
  ERR_SIGNATURE_PURPOSE: {
    status: 403,
    log: 'info',
    zh: '這張憑證不是用來簽章的。請用自然人憑證或醫事人員憑證的簽章憑證再簽一次。',
    en: 'This certificate is not meant for signing. Sign again with the signature certificate of a citizen or medical card.',
  },
  ERR_SIGNATURE_WRONG: {
    status: 422,
    log: 'warn',
    zh: '這份簽章沒有通過驗證，沒有收下。請把卡片重新插入再簽一次；若仍發生，請更新憑證元件。',
    en: 'This signature could not be verified and was not taken. Put the card in again and sign once more; if it happens again, update the card agent.',
  },
  ERR_SIGNATURE_TIME: {
    status: 422,
    log: 'info',
    zh: '簽章的時間與本站的時間相差超過 {minutes} 分鐘。請校正這台電腦的時鐘，再簽一次。',
    en: 'The time of the signature is more than {minutes} minutes away from ours. Set the clock of this computer right and sign again.',
  },
  ERR_SIGNATURE_OTHER_CARD: {
    status: 403,
    log: 'warn',
    zh: '簽章的卡片不是這個帳號綁定的憑證卡。請插入您登入時用的那張卡片，再簽一次。',
    en: 'The card that signed is not the one this account is bound to. Put in the card that you log in with, and sign again.',
  },
} as const satisfies ErrorEntries;
