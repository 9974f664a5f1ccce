import type { MailEvents } from '../mail-events.js';
import type { MailFact, MailWords } from '../template.js';

/** What a change of the trust list is about, for the mails that tell of it. */
export function trustFacts(
  params: Pick<MailEvents['trust-changed'], 'change' | 'authority' | 'fingerprint' | 'revocation'>,
  { t }: Pick<MailWords, 't'>,
): readonly MailFact[] {
  const { change, authority, fingerprint, revocation } = params;
  return [
    { label: t('trust.change.label'), value: t('trust.change.what', { change }) },
    { label: t('trust.certificate'), value: authority },
    {
      label: t('trust.fingerprint'),
      value: fingerprint.toUpperCase().replace(/(.{4})(?=.)/g, '$1 '),
    },
    ...(revocation === ''
      ? []
      : [{ label: t('trust.revocation.label'), value: t('trust.revocation.way', { way: revocation }) }]),
  ];
}
