import { type Language, problemSentence } from '../locales/index.js';
import { Problem } from '../problems/index.js';

/** What the layout shows of a problem. */
export interface PageProblem {
  readonly status: number;
  /** The sentence of the problem itself. */
  readonly problemText: string;
  /** Each field to mend: its sentence and a link to it; without fields, the problem's own sentence. */
  readonly errorSummary: readonly { readonly text: string; readonly href?: string }[];
  /** By field name: its sentence, or all of them when several things are to be mended. */
  readonly fieldErrors: Readonly<Record<string, string>>;
}

/** The sentences of a problem in the visit's language; undefined when the model holds none. */
export function describeProblem(language: Language, problem: unknown): PageProblem | undefined {
  if (!(problem instanceof Problem)) return undefined;
  const fields = problem.fields.map((field) => ({
    name: field.field,
    text: problemSentence(language, field),
  }));
  const problemText = problemSentence(language, problem);
  return {
    status: problem.status,
    problemText,
    errorSummary:
      fields.length > 0
        ? fields.map(({ name, text }) => ({ text, href: `#${name}` }))
        : [{ text: problemText }],
    fieldErrors: joinByField(fields),
  };
}

function joinByField(fields: readonly { readonly name: string; readonly text: string }[]) {
  const joined: Record<string, string> = {};
  for (const { name, text } of fields)
    joined[name] = joined[name] === undefined ? text : `${joined[name]} ${text}`;
  return joined;
}
