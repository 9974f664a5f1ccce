import type { ErrorEntries } from './entry.js';

/** Errors of uploads, submissions and receipts. What is wrong inside a file stands in `src/reports/rules/`. */
export const reportErrors = {
  ERR_UPLOAD_TOO_LARGE: {
    status: 413,
    log: 'info',
    zh: '這個檔案超過 {megabytes} MB 的上限，沒有收下。請把資料分成幾個檔案，分批上傳；每個檔案都要有標題列。',
    en: 'This file is larger than {megabytes} MB and was not taken. Split the data into several files, each with the header row, and upload them one after another.',
  },
  ERR_UPLOAD_FILE_MISSING: {
    status: 422,
    log: 'none',
    zh: '還沒有選擇檔案。請選擇要申報的 CSV 或 Excel 檔，再按「上傳」。',
    en: 'No file was chosen. Choose the CSV or Excel file to report, then upload.',
  },
  ERR_UPLOAD_SEVERAL_FILES: {
    status: 422,
    log: 'info',
    zh: '一次只能上傳一個檔案，這次送來的都沒有收下。請一個一個上傳。',
    en: 'One file can be uploaded at a time; none of these was taken. Upload them one after another.',
  },
  ERR_UPLOAD_KIND_UNKNOWN: {
    status: 422,
    log: 'info',
    zh: '請選擇申報的健檢種類（{kinds}）。',
    en: 'Choose the kind of exam that is reported ({kinds}).',
  },
  ERR_UPLOAD_FORM_MALFORMED: {
    status: 400,
    log: 'info',
    zh: '上傳的內容不完整，檔案沒有收下。請重新開啟上傳頁面，再傳一次；若是程式送出的，請檢查 multipart/form-data 的格式。',
    en: 'The upload was not complete and the file was not taken. Open the upload page again and resend it; if a program sent it, check its multipart/form-data.',
  },
  ERR_UPLOAD_CUT: {
    status: 400,
    log: 'info',
    zh: '檔案還沒傳完，連線就中斷了，沒有收下任何資料。請再上傳一次。',
    en: 'The connection ended before the whole file had arrived; nothing of it was kept. Upload it again.',
  },
  ERR_UPLOAD_KEY_MALFORMED: {
    status: 400,
    log: 'info',
    zh: 'Idempotency-Key 須為 1 到 200 個可見的 ASCII 字元，例如一個 UUID。',
    en: 'An Idempotency-Key has 1 to 200 visible ASCII characters, for example a UUID.',
  },
  ERR_UPLOAD_KEY_REUSED: {
    status: 422,
    log: 'info',
    zh: '這個 Idempotency-Key 已用於另一個檔案（{submission}）。同一個檔案重送時才用同一個；新的檔案請換一個新的值。',
    en: 'This Idempotency-Key was used for another file ({submission}). Use it again only to resend the same file, and a new one for a new file.',
  },
  ERR_INSTITUTION_NOT_RECOGNISED: {
    status: 403,
    log: 'info',
    zh: '登錄的認可資料中，貴機構（{institution}）目前沒有辦理這種健檢的有效認可，所以無法申報。若資料有誤，請洽職安署更新。',
    en: 'According to the register, {institution} holds no valid recognition for this kind of exam at present, so it cannot report any. If the register is wrong, ask the agency to update it.',
  },
  ERR_SUBMISSION_NOT_FOUND: {
    status: 404,
    log: 'none',
    zh: '找不到這個申報批次。請檢查編號，或從「申報」的清單中選取。',
    en: 'There is no such submission. Check the number, or choose it from the list of submissions.',
  },
  ERR_SUBMISSION_NOT_AWAITING: {
    status: 409,
    log: 'info',
    zh: '這個申報批次現在不等待確認，可能已有人處理過。請重新整理頁面，看最新的狀態。',
    en: 'This submission is not waiting to be confirmed; somebody may have dealt with it already. Reload the page to see how it stands.',
  },
  ERR_SUBMISSION_CONFIRM_UNTICKED: {
    status: 422,
    log: 'none',
    zh: '請先看過警告，勾選「資料正確」，再按確認。',
    en: 'Look at the warnings, tick that the data are right, then confirm.',
  },
  ERR_SUBMISSION_NOT_CANCELLABLE: {
    status: 409,
    log: 'info',
    zh: '這個申報批次已經結束，不能取消。請重新整理頁面，看最新的狀態。',
    en: 'This submission has ended and cannot be cancelled. Reload the page to see how it stands.',
  },
  ERR_SUBMISSION_GIVEN_UP: {
    status: 500,
    log: 'error',
    zh: '系統試了多次，仍無法處理這個檔案；沒有收下任何資料。請再上傳一次；若仍如此，請把申報批次編號告訴客服。',
    en: 'The file could not be processed after several tries; nothing of it was stored. Upload it again, and give support the number of the submission if it happens again.',
  },
  ERR_SUBMISSION_NOT_RECONCILED: {
    status: 500,
    log: 'error',
    zh: '收件前的核對發現筆數不符，為了不留下不完整的資料，整個檔案都沒有收下。請再上傳一次；系統人員已收到通知。',
    en: 'The counts did not agree in the final check, so the whole file was left out rather than stored in part. Upload it again; our staff have been alerted.',
  },
  ERR_RECEIPT_NOT_FOUND: {
    status: 404,
    log: 'none',
    zh: '找不到這個收執聯。請檢查編號；還沒有收件的申報批次沒有收執聯。',
    en: 'There is no such receipt. Check the number; a submission has no receipt before it is accepted.',
  },
  ERR_RECEIPT_FILE_UNREADABLE: {
    status: 422,
    log: 'info',
    zh: '這不是健報的收執聯 JSON 檔。請選擇從申報批次頁面下載的 JSON 檔，不要用其他程式改存過的檔案。',
    en: 'This is no receipt of Jianbao in JSON. Choose the JSON file as downloaded from the submission, not one saved again by another program.',
  },
  ERR_SIGNATURE_NOT_TAKEN: {
    status: 403,
    log: 'info',
    zh: '本站目前不收文件簽章，這個申報批次不需要簽章。',
    en: 'This site takes no signatures of files at present; this submission needs none.',
  },
  ERR_SIGNATURE_STATE: {
    status: 409,
    log: 'info',
    zh: '這個申報批次現在不能簽章：要等檢核完成，而且沒有取消或作廢。請重新整理頁面，看最新的狀態。',
    en: 'This submission cannot be signed as it stands: it must have been checked, and neither cancelled nor refused nor lapsed. Reload the page to see how it stands.',
  },
  ERR_SIGNATURE_ALREADY: {
    status: 409,
    log: 'info',
    zh: '這張憑證卡已經簽過這個申報批次，不用再簽一次。',
    en: 'This card has signed this submission already; once is enough.',
  },
  ERR_SIGNATURE_MISSING: {
    status: 422,
    log: 'info',
    zh: '還沒有收到憑證卡的簽章。請輸入 PIN 碼，再按「以憑證卡簽章」；程式請送 DER 或 JSON 的 signature 欄位。',
    en: 'No signature of a card has arrived. Enter the PIN and choose “Sign with the card”; programs send DER, or “signature” in JSON.',
  },
  ERR_SIGNATURE_NOT_FOUND: {
    status: 404,
    log: 'none',
    zh: '這個申報批次沒有這份簽章。請從申報批次的頁面下載。',
    en: 'This submission has no such signature. Download it from the page of the submission.',
  },
} as const satisfies ErrorEntries;
