import type { RuleEntry } from './entry.js';

/** What can be said about the pictures that rows name, and the archive they come in. */
export const imageRules = {
  RPT_IMAGE_NEEDS_ZIP: {
    severity: 'error',
    zh: '這一列有影像檔名，但上傳的檔案裡沒有影像。請把這份資料檔和所有 JPG 影像放在一起，壓縮成一個 ZIP 檔再上傳。',
    en: 'This row names an image, but the file that was sent holds none. Pack this file together with all the JPG images into one ZIP file and upload that.',
    example: '胸部X光影像檔名: 000001.jpg in a CSV that is sent by itself',
    exampleZh: '胸部X光影像檔名：000001.jpg，但只送 CSV',
  },
  RPT_IMAGE_MISSING: {
    severity: 'error',
    zh: 'ZIP 檔裡沒有這個名稱的影像。請把影像放進 ZIP 檔，或改成影像實際的檔名（大小寫不拘）。',
    en: 'The ZIP file holds no image of this name. Add the image, or write the name it has (capitals or not makes no difference).',
    example: '胸部X光影像檔名: 000002.jpg, with only 000001.jpg in the ZIP',
    exampleZh: '胸部X光影像檔名：000002.jpg，ZIP 裡只有 000001.jpg',
  },
  RPT_IMAGE_USED_TWICE: {
    severity: 'error',
    zh: '第 {row} 列已經用了這張影像。每張影像只屬於一筆健檢，請改成這筆健檢自己的影像。',
    en: 'Row {row} has this image already. An image belongs to one exam; name the image of this one.',
    example: '000001.jpg in rows 2 and 3',
    exampleZh: '第 2 列和第 3 列都是 000001.jpg',
  },
  RPT_IMAGE_TOO_LARGE: {
    severity: 'error',
    zh: '這張影像有 {megabytes, number} MB，超過 {limit, number} MB。請由影像系統以較高的壓縮率匯出 JPG。',
    en: 'This image has {megabytes, number} MB, more than {limit, number} MB. Export it as a JPG of stronger compression.',
    example: 'a JPG of 25 MB',
    exampleZh: '25 MB 的 JPG',
  },
  RPT_IMAGE_NOT_JPG: {
    severity: 'error',
    zh: '這張影像的內容不是 JPG{format, select, other {，而是 {format}} unknown {}}。請由影像系統匯出 JPG；只改副檔名沒有用。',
    en: 'This image is no JPG by its content{format, select, other { but {format}} unknown {}}. Export it as a JPG; renaming the file does not help.',
    example: 'a PNG called 000001.jpg',
    exampleZh: '檔名是 000001.jpg 的 PNG',
  },
  RPT_IMAGE_DAMAGED: {
    severity: 'error',
    zh: '這張影像損壞或不完整，無法顯示。請由影像系統重新匯出。',
    en: 'This image is damaged or incomplete and cannot be shown. Export it again.',
    example: 'a JPG cut off in transfer',
    exampleZh: '傳輸時斷掉的 JPG',
  },
  RPT_IMAGE_PIXELS: {
    severity: 'error',
    zh: '這張影像是 {width, number} × {height, number} 像素，超過 {megapixels, number} 百萬像素。請以較低的解析度匯出。',
    en: 'This image has {width, number} × {height, number} pixels, more than {megapixels, number} megapixels. Export it at a lower resolution.',
    example: 'a JPG of 20,000 × 15,000 pixels',
    exampleZh: '20,000 × 15,000 像素的 JPG',
  },
  RPT_IMAGE_PROCESS: {
    severity: 'error',
    zh: '這張影像是無失真或 12 位元的 JPEG，瀏覽器無法顯示。請匯出一般的 8 位元 JPG（baseline 或 progressive）。',
    en: 'This image is a lossless or 12-bit JPEG, which browsers do not show. Export an ordinary 8-bit JPG (baseline or progressive).',
    example: 'a lossless JPEG taken out of a DICOM file',
    exampleZh: '從 DICOM 檔取出的無失真 JPEG',
  },
  RPT_IMAGE_NOT_NAMED: {
    severity: 'warning',
    zh: 'ZIP 檔裡的影像「{name}」沒有任何一列使用，系統不會保存。若漏了一筆健檢，請補上那一列再上傳；否則請確認。',
    en: 'No row names the image {name} of the ZIP file, so it will not be kept. If an exam was left out, add its row and upload again; otherwise confirm.',
    example: '000009.jpg in the ZIP and in no row',
    exampleZh: 'ZIP 裡有 000009.jpg，但沒有一列寫到它',
  },
} as const satisfies Readonly<Record<`RPT_IMAGE_${string}`, RuleEntry>>;

/** What refuses a ZIP file of a table and its images. */
export const archiveStops = {
  RPT_FILE_ZIP_FOLDER: {
    severity: 'stop',
    zh: 'ZIP 檔裡的「{name}」在資料夾裡。請直接選取資料檔和影像（不要選資料夾）壓縮；macOS 會自動加上 __MACOSX 資料夾，請用「Keka」等工具或在終端機以 zip -jX 壓縮。',
    en: '{name} lies in a folder of the ZIP file. Select the table and the images themselves, not their folder, and pack them; macOS adds a folder __MACOSX by itself, so pack with a tool such as Keka or with zip -jX there.',
    example: 'images/000001.jpg in the ZIP',
    exampleZh: 'ZIP 裡有 images/000001.jpg',
  },
  RPT_FILE_ZIP_NAME_TWICE: {
    severity: 'stop',
    zh: 'ZIP 檔裡有兩個檔案都叫「{name}」（大小寫、全形半形視為相同），無法分辨該用哪一個。請改名或刪除其中一個。',
    en: 'The ZIP file holds two files called {name} (capitals and full width make no difference), so it is not clear which one is meant. Rename or remove one.',
    example: 'A.jpg and a.JPG in one ZIP',
    exampleZh: '一個 ZIP 裡有 A.jpg 和 a.JPG',
  },
  RPT_FILE_ZIP_NO_TABLE: {
    severity: 'stop',
    zh: 'ZIP 檔裡沒有資料檔。請放進一個 CSV、Excel（.xlsx）、XML 或 JSON Lines 檔，和它提到的 JPG 影像一起壓縮。',
    en: 'The ZIP file holds no table. Pack one CSV, Excel (.xlsx), XML or JSON Lines file together with the JPG images it names.',
    example: 'a ZIP of JPG images only',
    exampleZh: '只有 JPG 影像的 ZIP',
  },
  RPT_FILE_ZIP_TABLES: {
    severity: 'stop',
    zh: 'ZIP 檔裡有 {count, number} 個資料檔：{names}。一個 ZIP 檔只能有一個資料檔，請分開壓縮、分別上傳。',
    en: 'The ZIP file holds {count, number} tables: {names}. One ZIP file takes one table; pack and upload them apart.',
    example: 'a.csv and b.csv in one ZIP',
    exampleZh: '一個 ZIP 裡有 a.csv 和 b.csv',
  },
  RPT_FILE_ZIP_OTHER: {
    severity: 'stop',
    zh: 'ZIP 檔裡的「{name}」不是資料檔，也不是 JPG 影像。請只放一個資料檔和它提到的 JPG 影像。',
    en: '{name} in the ZIP file is neither a table nor a JPG image. Pack nothing but one table and the JPG images it names.',
    example: 'Thumbs.db in the ZIP',
    exampleZh: 'ZIP 裡有 Thumbs.db',
  },
  RPT_FILE_ZIP_NESTED: {
    severity: 'stop',
    zh: 'ZIP 檔裡的「{name}」又是一個壓縮檔。請先解開，再把裡面的檔案直接壓縮。',
    en: '{name} in the ZIP file is an archive itself. Unpack it and pack what is inside directly.',
    example: 'a ZIP in a ZIP',
    exampleZh: 'ZIP 裡還有 ZIP',
  },
  RPT_FILE_ZIP_WORKBOOK_LARGE: {
    severity: 'stop',
    zh: 'ZIP 檔裡的 Excel 活頁簿「{name}」超過 {megabytes, number} MB。請另存成「CSV UTF-8（逗號分隔）」，再和影像一起壓縮。',
    en: 'The workbook {name} in the ZIP file has more than {megabytes, number} MB. Save it as CSV UTF-8 (comma delimited) and pack that with the images.',
    example: 'a workbook of 40 MB in the ZIP',
    exampleZh: 'ZIP 裡有 40 MB 的活頁簿',
  },
  RPT_FILE_OFFICE_DOCUMENT: {
    severity: 'stop',
    zh: '這個檔案是 Word 或 PowerPoint 文件，無法從中讀取資料。請上傳 CSV 或 Excel（.xlsx）檔。',
    en: 'This file is a Word or PowerPoint document, from which no data can be read. Upload a CSV or Excel (.xlsx) file.',
    example: 'a .docx',
    exampleZh: '.docx 檔',
  },
} as const satisfies Readonly<Record<`RPT_FILE_${string}`, RuleEntry & { readonly severity: 'stop' }>>;
