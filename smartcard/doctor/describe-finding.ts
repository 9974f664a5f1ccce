import { AgentProblem } from '../problems.js';
import { describeProblem, type ErrorText, fillIn, type Language, texts } from '../texts.js';
import { type DoctorCode, doctorCodes, type Finding } from './finding.js';

/** What was found, and how to mend it (empty when there is nothing to mend). */
export function describeFinding({ code, params }: Finding, language: Language): ErrorText {
  if (!isDoctorCode(code)) return describeProblem(new AgentProblem(code, { params }), language);
  const { title, detail } = texts[language].doctor.findings[code];
  return { title: fillIn(title, params), detail: fillIn(detail, params) };
}

function isDoctorCode(code: Finding['code']): code is DoctorCode {
  return doctorCodes.some((each) => each === code);
}
