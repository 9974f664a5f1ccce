import { formatDate } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const recognitionEnding: MailTemplate<'recognition-ending'> = (params, { t, language }) => {
  const { institutionName, institutionCode, kind } = params;
  const until = formatDate(language, params.until);
  return {
    subject: t('mail.recognition-ending.subject', { institution: institutionName, kind, until }),
    blocks: [
      { kind: 'paragraph', text: t('mail.recognition-ending.lead', { institution: institutionName }) },
      {
        kind: 'facts',
        facts: [
          { label: t('mail.recognition-ending.code'), value: institutionCode },
          {
            label: t('mail.recognition-ending.kind'),
            value: t('mail.recognition-ending.kind-name', { kind }),
          },
          { label: t('mail.recognition-ending.until'), value: until },
        ],
      },
      { kind: 'paragraph', text: t('mail.recognition-ending.next') },
    ],
  };
};
