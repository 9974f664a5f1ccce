/**
 * Beginnings of keys that are put together when the program runs, as in `t('reports.state.' ~ state)`. The test of
 * the catalogue counts every key below them as used, and refuses a put-together key that is not declared here.
 */
export const dynamicKeys: readonly string[] = [
  'problem-pages.title.',
  'problem-pages.next.',
  'home.news.',
  'help.',
  'shell.role.',
  // Hints that items of the navigation name.
  'administration.',
  'accounts.rules.',
  'applications.kind.',
  'applications.way.',
  'applications.filer.',
  'applications.capacity.',
  'applications.state.',
  'applications.event.',
  'applications.request.',
  'applications.change.',
  'applications.reason.',
  'applications.check.',
  'applications.rule.',
  'desk.way.',
  'desk.done.',
  'desk.field.',
  'desk.consequence.',
  'records.group.',
  'submission.kind.',
  'submission.state.',
  'submission.progress.',
  'submission.ended.',
  'submission.encodings.',
  'submission.card.',
  'submission.report.severity.',
  'submission.verify.authentic-',
];
