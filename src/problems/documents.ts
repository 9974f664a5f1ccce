import type { ErrorEntries } from './entry.js';

/** Errors of files that people send in, and of scans 掃描檔: what their content was found to be. */
export const documentErrors = {
  ERR_FILE_MALWARE: {
    status: 422,
    log: 'warn',
    zh: '檢查時發現這個檔案含有惡意程式，沒有收下。請貴機構的資訊單位檢查產生這個檔案的電腦，再從乾淨的電腦重新製作檔案上傳。',
    en: 'Malware was found in this file, and it was not taken. Have your IT staff check the computer it comes from, then make the file again on a clean one.',
  },
  ERR_FILE_UNCHECKED: {
    status: 503,
    log: 'error',
    zh: '目前無法檢查檔案是否含有惡意程式，所以沒有收下。請過幾分鐘再上傳一次；若仍然如此，請聯絡客服。',
    en: 'Files cannot be checked for malware at the moment, so this one was not taken. Upload it again in a few minutes; if it stays so, contact support.',
  },
  ERR_SCAN_MISSING: {
    status: 422,
    log: 'none',
    zh: '還沒有選擇檔案，或檔案是空的。請選擇用印後的掃描檔再上傳。',
    en: 'No file was chosen, or it is empty. Choose the scan of the sealed form and upload it.',
  },
  ERR_SCAN_TOO_LARGE: {
    status: 413,
    log: 'info',
    zh: '檔案超過 {most} MB。請以 150 到 300 dpi、灰階重新掃描，檔案就會變小。',
    en: 'The file is larger than {most} MB. Scan again in grey at 150 to 300 dpi to make it smaller.',
  },
  ERR_SCAN_KIND: {
    status: 415,
    log: 'info',
    zh: '這個檔案的內容不是 PDF、JPG 或 PNG（只改副檔名不會改變內容）。請將用印後的申請表掃描成其中一種格式。',
    en: 'The content of this file is not PDF, JPG or PNG, whatever its name ends in. Scan the sealed form into one of these.',
  },
  ERR_SCAN_DAMAGED: {
    status: 422,
    log: 'info',
    zh: '這個檔案不完整或已損壞，無法顯示給承辦人看。請確認它能在您的電腦上開啟，或重新掃描後再上傳。',
    en: 'This file is cut short or damaged and could not be shown to a reviewer. See that it opens on your computer, or scan again.',
  },
  ERR_SCAN_PIXELS: {
    status: 422,
    log: 'info',
    zh: '圖片是 {width} × {height} 像素，超過上限（{megapixels} 百萬像素）。請以 300 dpi 重新掃描，或縮小圖片。',
    en: 'The picture has {width} × {height} pixels, more than can be shown ({megapixels} megapixels). Scan at 300 dpi, or make it smaller.',
  },
  ERR_SCAN_ENCRYPTED: {
    status: 422,
    log: 'info',
    zh: '這個 PDF 有密碼或使用限制，承辦人無法開啟。請改存成沒有加密的 PDF，或掃描成 JPG。',
    en: 'This PDF is protected by a password or restrictions, so a reviewer could not open it. Save it without protection, or scan to JPG.',
  },
  ERR_SCAN_ACTIVE: {
    status: 422,
    log: 'warn',
    zh: '這個 PDF 含有掃描檔不需要的內容（{what, select, script {程式碼} launch {啟動其他程式} file {附加檔案} media {影音} form {互動表單} other {自動執行的動作}}），基於安全不能接受。請用掃描器直接掃描紙本，或另存成 JPG。',
    en: 'This PDF holds something that a scan does not need ({what, select, script {a script} launch {starting a program} file {an attached file} media {sound or film} form {an interactive form} other {an action of its own}}) and cannot be taken for safety. Scan the paper itself, or save it as JPG.',
  },
  ERR_SCAN_OTHER_FORM: {
    status: 422,
    log: 'info',
    zh: '這份掃描檔是申請編號 {found} 的申請表，不是 {expected}。請核對後上傳正確的檔案。',
    en: 'This is a scan of the form {found}, not of {expected}. Compare the numbers and upload the right one.',
  },
} as const satisfies ErrorEntries;
