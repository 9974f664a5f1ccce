/** CRLReason of RFC 5280 5.3.1, by number; 7 is not used. */
export const crlReasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  '',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export const reasonNumber = { certificateHold: 6, removeFromCrl: 8 } as const;
