/** The kinds of exam that can be reported. */
export const examKinds = ['general', 'special'] as const;

export type ExamKind = (typeof examKinds)[number];

/** Whether this text names a kind of exam. */
export function isExamKind(text: unknown): text is ExamKind {
  return examKinds.some((kind) => kind === text);
}
