import { Problem } from '../../problems/index.js';
import type { Certificate } from '../certificate.js';
import { attributeOf } from '../distinguished-name.js';
import { oid } from '../oids.js';
import type { CardProfile } from '../profiles.js';
import type { CardCheck } from './check.js';

/** Reads who the holder is, as the card's profile says where it stands. */
export function identifyHolder({ found }: CardCheck): void {
  const certificate = found.get('certificate');
  const profile = found.get('profile');
  const issuerKeyId = certificate.authorityKeyId ?? '';
  if (profile.issuerKeyIds.length > 0 && !profile.issuerKeyIds.includes(issuerKeyId)) {
    throw new Problem('ERR_CARD_PROFILE', {
      detail: `${issuerKeyId} does not issue cards of profile ${profile.name}`,
    });
  }
  const idLast4 = readIdDigits(certificate, profile);
  found.note('identity', {
    profile: profile.name,
    name: readName(certificate, profile),
    serialNumber: readSerialNumber(certificate, profile),
    issuerKeyId,
    certificateFingerprint: certificate.fingerprint,
    ...(idLast4 === undefined ? {} : { idLast4 }),
  });
}

/** The profile of any card has no country, and takes whatever name there is. */
function readName({ subject }: Certificate, { country }: CardProfile): string {
  const name = attributeOf(subject, oid.commonName) ?? '';
  if (country === undefined) return name;
  if (attributeOf(subject, oid.countryName) !== country) throw incomplete('another country');
  if (name.length > longestName || !/^[^\p{Cc}\p{Cs}]+$/u.test(name))
    throw incomplete('no readable commonName');
  return name;
}

/** What `account_cards` has room for; RFC 5280 appendix A allows a commonName of 64. */
const longestName = 200;

function readSerialNumber({ subject }: Certificate, { serialNumber }: CardProfile): string {
  const found = attributeOf(subject, oid.serialNumber) ?? '';
  if (!serialNumber.test(found)) throw incomplete('the serialNumber has another form');
  return found;
}

function readIdDigits({ directoryAttributes }: Certificate, { idLast4 }: CardProfile): string | undefined {
  if (idLast4 === 'ignored') return undefined;
  const [found] = directoryAttributes.get(oid.idLast4) ?? [];
  if (found === undefined && idLast4 === 'optional') return undefined;
  if (found === undefined || !/^[0-9A-Za-z]{4}$/.test(found)) {
    throw incomplete('the last four ID characters are missing');
  }
  return found;
}

function incomplete(detail: string): Problem {
  return new Problem('ERR_CARD_IDENTITY', { detail });
}
