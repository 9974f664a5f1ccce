import type { Certificate } from '../certificate.js';
import type { DistinguishedName } from '../distinguished-name.js';

/** The values of the subject, most general part first. */
export function subjectOf({ subject }: Pick<Certificate, 'subject'>): string {
  return nameText(subject);
}

/** The values of a name, most general part first. */
export function nameText({ attributes }: Pick<DistinguishedName, 'attributes'>): string {
  return attributes.map(({ value }) => value).join(', ');
}

/** The subject's most particular part, by which people know an authority. */
export function shortNameOf({ subject }: Pick<Certificate, 'subject'>): string {
  return subject.attributes.at(-1)?.value ?? '';
}
