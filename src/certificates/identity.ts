/** Who a validated card says its holder is. */
export interface CardIdentity {
  /** Name of the card profile, e.g. `citizen` or `medical`. */
  readonly profile: string;
  /** The holder's name, the subject's commonName as it stands in the certificate. */
  readonly name: string;
  /** The subject's serialNumber attribute; with issuer and profile it names the card holder for good. */
  readonly serialNumber: string;
  /** Key identifier of the authority that issued the card, hexadecimal lower case. */
  readonly issuerKeyId: string;
  /** The last four characters of the holder's ID number, where the profile carries them. */
  readonly idLast4?: string;
  /** SHA-256 of the certificate's DER, hexadecimal lower case. */
  readonly certificateFingerprint: string;
}
