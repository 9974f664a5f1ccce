import { Problem } from '../../problems/index.js';
import type { Certificate } from '../certificate.js';
import { attributeOf } from '../distinguished-name.js';
import { oid } from '../oids.js';
import type { CardProfile, CardProfiles } from '../profiles.js';
import type { CardCheck } from './check.js';

/**
 * Finds the profile of the card, says which card it is when it is one that may not log in, and checks the certificate
 * policies that the profile requires and forbids. All of it rests on what the certificate says of itself; the steps
 * after this one verify that.
 */
export function checkPolicy({ found, context }: CardCheck): void {
  const { profiles, testCards, forbiddenPolicies } = context;
  const certificate = found.get('certificate');
  refuseKnownCards(certificate, profiles);
  const { policies } = certificate;
  const isTestCard = policies.some((policy) => profiles.testPolicies.includes(policy));
  if (isTestCard && testCards === 'refused') throw new Problem('ERR_CARD_TEST_ASSURANCE');
  const profile = findProfile(certificate, profiles);
  const forbidden = [...profile.forbiddenPolicies, ...forbiddenPolicies].find((one) =>
    policies.includes(one),
  );
  if (forbidden !== undefined) throw wrongPolicy(`the forbidden policy ${forbidden}`);
  const { requiredPolicies } = profile;
  if (requiredPolicies.length > 0 && !isTestCard && !requiredPolicies.some((one) => policies.includes(one))) {
    throw wrongPolicy('none of the required policies');
  }
  found.note('profile', profile);
}

function refuseKnownCards(certificate: Certificate, { refusedCards }: CardProfiles): void {
  const unit = attributeOf(certificate.issuer, oid.organizationalUnitName) ?? '';
  for (const { code, subjectTypes, issuerUnits } of refusedCards) {
    if (isOfType(certificate, subjectTypes) || issuerUnits.some((start) => unit.startsWith(start))) {
      throw new Problem(code);
    }
  }
}

function findProfile(certificate: Certificate, { profiles }: CardProfiles): CardProfile {
  const profile = profiles.find(
    ({ subjectTypes }) => subjectTypes.length === 0 || isOfType(certificate, subjectTypes),
  );
  if (profile === undefined) {
    const types = certificate.directoryAttributes.get(oid.subjectType) ?? [];
    throw new Problem('ERR_CARD_PROFILE', { detail: `subject type ${types.join(', ') || '(none)'}` });
  }
  return profile;
}

/** Whether the subject-type attribute is one of these object identifiers, or below one of them. */
function isOfType({ directoryAttributes }: Certificate, types: readonly string[]): boolean {
  const found = directoryAttributes.get(oid.subjectType) ?? [];
  return found.some((value) => types.some((type) => value === type || value.startsWith(`${type}.`)));
}

function wrongPolicy(detail: string): Problem {
  return new Problem('ERR_CARD_POLICY', { detail });
}
