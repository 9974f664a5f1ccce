import { type Language, problemSentence } from '../../locales/index.js';
import { type ErrorCode, errorTable } from '../../problems/index.js';
import { ruleSentence } from '../rules/sentence.js';
import { type RuleCode, ruleTable } from '../rules/table.js';
import type { SubmissionStop } from './submission.js';

/** Why a whole file was refused, as a sentence: something about the file, or something that failed on our side. */
export function stopSentence(language: Language, { code, params }: SubmissionStop): string {
  if (isRuleCode(code)) return ruleSentence(language, { code, params });
  if (isErrorCode(code)) return problemSentence(language, { code, params });
  throw new TypeError(`There is no sentence for ${code}.`);
}

function isRuleCode(code: string): code is RuleCode {
  return Object.hasOwn(ruleTable, code);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
