export { type Catalogue, catalogueOf } from './catalogue.js';
export { formatDate, formatDateTime, formatNumber, formatRocDate, formatTime } from './dates.js';
export { dynamicKeys } from './dynamic-keys.js';
export { isLanguage, type Language, languages, localeTags } from './languages.js';
export { compileMessage, type MessageParams } from './message.js';
export { type MessageElements, outlineMessage } from './outline-message.js';
export { outlineProblem, problemSentence } from './problem-sentence.js';
export { type TextPiece, type Translate, translate, translatePieces } from './translate.js';
