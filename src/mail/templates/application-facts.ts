import type { MailBlock, MailFact, MailWords } from '../template.js';

/** The facts that every mail about an application begins with. */
export function applicationFacts(
  { application, kind }: { readonly application: string; readonly kind: string },
  { t }: MailWords,
  more: readonly MailFact[],
): MailBlock {
  return {
    kind: 'facts',
    facts: [
      { label: t('applications.mail.label.application'), value: application, isCode: true },
      { label: t('applications.mail.label.kind'), value: t(`applications.kind.${kind}`) },
      ...more,
    ],
  };
}

/** Codes with blanks between them as a list in one line. */
export function nameCodes(prefix: 'change' | 'reason', codes: string, { t, language }: MailWords): string {
  return codes
    .split(' ')
    .filter((code) => code !== '')
    .map((code) =>
      prefix === 'change' ? t(`applications.change.${code}`) : t(`applications.reason.${code}`),
    )
    .join(prefix === 'change' && language === 'zh-Hant' ? '、' : prefix === 'change' ? ', ' : ' ');
}
