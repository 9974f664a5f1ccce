import type { RuleEntry } from './entry.js';

/** What can be said about a row, or about a cell in the light of the others. */
export const rowRulesTable = {
  RPT_CELLS_MORE: {
    severity: 'error',
    zh: '這一列有 {found, number} 格，比標題列的 {expected, number} 欄多。請檢查是否有儲存格含逗號卻沒有用引號包起來。',
    en: 'This row has {found, number} cells, more than the {expected, number} columns of the header. Check whether a cell with a comma lacks its quotes.',
    example: '50 cells under a header of 49',
  },
  RPT_CELLS_FEWER: {
    severity: 'error',
    zh: '這一列只有 {found, number} 格，比標題列的 {expected, number} 欄少。請檢查是否少了逗號或資料被截斷。',
    en: 'This row has only {found, number} cells, fewer than the {expected, number} columns of the header. Check whether a comma is missing or the row was cut off.',
    example: '40 cells under a header of 49',
  },
  RPT_HEADER_REPEATED: {
    severity: 'error',
    zh: '這一列是重複的標題列，可能是幾個檔案接起來時留下的。請刪除這一列。',
    en: 'This row repeats the header, probably left over from joining files. Delete the row.',
    example: 'the header again in row 500',
  },
  RPT_EXAMPLE_ROW: {
    severity: 'error',
    zh: '這一列是範本的範例，不是真實的健檢。請刪除這一列。',
    en: 'This row is the example of the template, not a real exam. Delete the row.',
    example: '姓名: 王範例, 身分證統一編號: A123456789',
  },
  RPT_SEX_NOT_AS_ID: {
    severity: 'error',
    zh: '性別與身分證統一編號不一致（證號第 2 碼表示{expected, select, M {男} other {女}}性）。請檢查性別或證號。',
    en: 'The sex does not agree with the ID number (its second character stands for {expected, select, M {male} other {female}}). Check both.',
    example: '性別: F, 身分證統一編號: A1…',
  },
  RPT_BIRTH_IN_FUTURE: {
    severity: 'error',
    zh: '出生日期在今天之後。請檢查年份。',
    en: 'The date of birth lies in the future. Check the year.',
    example: '出生日期: 2085-03-01',
  },
  RPT_EXAM_IN_FUTURE: {
    severity: 'error',
    zh: '檢查日期在今天（{today}）之後。請填實際檢查的日期。',
    en: 'The exam date lies after today ({today}). Write the day on which the exam took place.',
    example: '檢查日期: tomorrow',
  },
  RPT_EXAM_BEFORE_BIRTH: {
    severity: 'error',
    zh: '檢查日期早於出生日期。請檢查兩個日期。',
    en: 'The exam date lies before the date of birth. Check both dates.',
    example: '檢查日期: 1979-05-01, 出生日期: 1980-01-01',
  },
  RPT_HIRE_BEFORE_BIRTH: {
    severity: 'error',
    zh: '受僱日期早於出生日期。請檢查兩個日期。',
    en: 'The date of hire lies before the date of birth. Check both dates.',
    example: '受僱日期: 1975-01-01, 出生日期: 1980-01-01',
  },
  RPT_EXAM_BEFORE_HIRE: {
    severity: 'error',
    zh: '檢查日期早於受僱日期；受僱前的檢查，檢查時期只能是「新進員工（受僱時）」。請檢查日期或檢查時期。',
    en: 'The exam date lies before the date of hire; only an exam at hire (新進員工) may. Check the dates or the exam timing.',
    example: '檢查日期: 2025-12-01, 受僱日期: 2026-01-01, 檢查時期: 2',
  },
  RPT_INTERVAL_AT_HIRE: {
    severity: 'warning',
    zh: '這次檢查在受僱前已超過 {years} 年（依年齡的檢查間隔），不能代替新進員工的體格檢查。請確認受僱日期和檢查日期。',
    en: 'This exam took place more than {years, plural, one {# year} other {# years}} before the hire, the interval for this age, so it cannot stand for the exam at hire. Check both dates.',
    example: '檢查時期: 1, age 50, exam four years before the hire',
  },
  RPT_INTERVAL_PASSED: {
    severity: 'warning',
    zh: '上次定期檢查是 {previous}，依年齡每 {years} 年應檢查一次，已經逾期。若日期正確，請確認後送出。',
    en: 'The exam before this was on {previous}; at this age one is due every {years, plural, one {year} other {# years}}. Confirm if the dates are right.',
    example: 'age 66, last exam on record two years ago',
  },
  RPT_AGE_UNUSUAL: {
    severity: 'warning',
    zh: '依出生日期，檢查當時 {age} 歲，少見（通常 15 到 90 歲）。請檢查出生日期。',
    en: 'By the date of birth the worker was {age} years old at the exam, which is unusual (mostly 15 to 90). Check the date of birth.',
    example: 'age 12 at the exam',
  },
  RPT_DIASTOLIC_NOT_BELOW: {
    severity: 'error',
    zh: '舒張壓應低於收縮壓（{systolic}）。請檢查是否填反了。',
    en: 'The diastolic pressure must be lower than the systolic ({systolic}). Check whether they were swapped.',
    example: '收縮壓: 80, 舒張壓: 120',
  },
  RPT_BMI_IMPOSSIBLE: {
    severity: 'error',
    zh: '由身高和體重算出的身體質量指數是 {bmi}，不可能。請檢查身高與體重是否填反，或單位弄錯。',
    en: 'Height and weight give a body mass index of {bmi}, which is impossible. Check whether they were swapped or a unit is wrong.',
    example: '身高: 65, 體重: 170',
  },
  RPT_BMI_UNUSUAL: {
    severity: 'warning',
    zh: '由身高和體重算出的身體質量指數是 {bmi}，少見。請對照紀錄，正確即可確認。',
    en: 'Height and weight give a body mass index of {bmi}, which is unusual. Compare with the record; confirm if it is right.',
    example: '身高: 180, 體重: 40',
  },
  RPT_ITEM_NOT_EXAMINED: {
    severity: 'warning',
    zh: '這一項填的是「未檢查」，但這個檢查時期應檢查。若有正當理由（例如懷孕免照X光），請確認後送出。',
    en: 'This item says "not examined", though this exam should include it. Confirm if there is a good reason, such as no X-ray in pregnancy.',
    example: '胸部X光: 9, 檢查時期: 2',
  },
  RPT_NOTE_REQUIRED: {
    severity: 'error',
    zh: '「應處理及注意事項」不是「大致正常」時，要在「應處理說明」寫明如何處理。',
    en: 'When the conclusion is not 大致正常 (normal), the conclusion note must say what is to be done.',
    example: '應處理及注意事項: 2, 應處理說明: (empty)',
  },
  RPT_DUPLICATE_IN_FILE: {
    severity: 'error',
    zh: '這位勞工同一天的健檢在第 {row} 列已經有了。請保留一列，刪除另一列；若檢查日期打錯，請改正。',
    en: 'The same worker’s exam of the same day already stands in row {row}. Keep one of the rows, or mend the exam date.',
    example: 'the same worker and date in rows 5 and 9',
  },
  RPT_DUPLICATE_OF_ACCEPTED: {
    severity: 'error',
    zh: '這筆健檢已在申報批次 {submission} 收件，請刪除這一列。線上更正尚在建置；若原來收件的資料有錯，請先洽客服。',
    en: 'This exam was already accepted in submission {submission}. Delete the row. Corrections cannot be made online yet; if what was accepted is wrong, contact support.',
    example: 'a row that an earlier submission reported',
  },
} as const satisfies Readonly<Record<`RPT_${string}`, RuleEntry>>;
