import type { ErrorEntries } from './entry.js';

/** Errors of uploads that go on after a cut (tus). */
export const uploadErrors = {
  ERR_UPLOAD_NOT_FOUND: {
    status: 404,
    log: 'none',
    zh: '找不到這個上傳：可能已經傳完、已捨棄，或太久沒有繼續而刪除了。請重新選擇檔案上傳。',
    en: 'There is no such upload: it may have been finished, discarded, or removed because it stood still too long. Choose the file and upload it again.',
  },
  ERR_UPLOAD_OFFSET: {
    status: 409,
    log: 'info',
    zh: '這一段的起點和已收到的位置（{offset}）不同，沒有收下。請先用 HEAD 查詢 Upload-Offset，再從那裡繼續。',
    en: 'This part does not begin where the upload stands ({offset}) and was not taken. Ask for Upload-Offset with HEAD, and go on from there.',
  },
  ERR_UPLOAD_BEYOND_LENGTH: {
    status: 413,
    log: 'info',
    zh: '送來的內容超過一開始說的檔案大小（{length} 位元組），超過的這一段沒有收下。檔案可能在上傳途中改過，請重新選擇檔案上傳。',
    en: 'More was sent than the {length} bytes announced at the beginning; that part was not taken. The file may have changed meanwhile: choose it and upload it again.',
  },
  ERR_UPLOAD_LENGTH: {
    status: 400,
    log: 'info',
    zh: '開始上傳時，請用 Upload-Length 說明檔案有多少位元組；不接受事後才說（Upload-Defer-Length）。',
    en: 'Say with Upload-Length how many bytes the file has when the upload begins; saying it later (Upload-Defer-Length) is not supported.',
  },
  ERR_UPLOAD_METADATA: {
    status: 400,
    log: 'info',
    zh: 'Upload-Metadata 無法讀取。請寫成以逗號分隔的「名稱 base64值」，例如 kind Z2VuZXJhbA==；sha256 為 64 個小寫十六進位字元。',
    en: 'Upload-Metadata could not be read. Write pairs of a name and a value in base64, separated by commas, for example kind Z2VuZXJhbA==; sha256 has 64 lower-case hexadecimal digits.',
  },
  ERR_UPLOAD_CHECKSUM: {
    status: 460,
    log: 'info',
    zh: '這一段的檢查碼不符，可能在傳送途中受損，沒有收下。請從同一個位置再送一次。',
    en: 'The checksum of this part does not match: it was damaged on its way and not taken. Send it again from the same position.',
  },
  ERR_UPLOAD_CHECKSUM_UNKNOWN: {
    status: 400,
    log: 'info',
    zh: 'Upload-Checksum 無法讀取。請寫演算法（sha1 或 sha256）、一個空格，再寫 base64 的檢查碼。',
    en: 'Upload-Checksum could not be read. Write the algorithm (sha1 or sha256), a blank, and the checksum in base64.',
  },
  ERR_UPLOAD_CHANGED: {
    status: 422,
    log: 'info',
    zh: '收到的內容和開始上傳時的檔案不同（SHA-256 不符），可能在上傳途中改過檔案；沒有收下任何資料。請先存檔、關閉試算表，再重新選擇檔案上傳。',
    en: 'What arrived is not the file that the upload began with (its SHA-256 differs); it may have been changed meanwhile. Nothing was taken. Save and close the file, then choose it and upload it again.',
  },
  ERR_UPLOADS_FULL: {
    status: 429,
    log: 'info',
    zh: '貴機構還沒傳完的檔案已達上限（{count} 個或共 {megabytes} MB）。請在上傳頁面把它們傳完或捨棄；久未繼續的，一天後會自動刪除。',
    en: 'Your institution has as many unfinished uploads as it may have ({count}, or {megabytes} MB together). Finish or discard some on the upload page; those that stand still are removed after a day.',
  },
  ERR_UPLOAD_PROTOCOL: {
    status: 412,
    log: 'info',
    zh: '續傳只接受 tus {version} 版的協定。請在標頭寫 Tus-Resumable: {version}。',
    en: 'Uploads go on by version {version} of the tus protocol only. Send the header Tus-Resumable: {version}.',
  },
} as const satisfies ErrorEntries;
