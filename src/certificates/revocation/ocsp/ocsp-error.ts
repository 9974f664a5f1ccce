/** What can be wrong with an OCSP response. In each case the status stays unavailable. */
export type OcspFault =
  /** No answer within the limits of time and size, or an HTTP error. */
  | 'unreachable'
  /** Not an OCSP response, or one with a part that must not be passed over. */
  | 'malformed'
  /** A well-formed response whose status is not `successful` (RFC 6960 4.2.1). */
  | 'responder-error'
  | 'wrong-nonce'
  /** It does not speak of the certificate that was asked about. */
  | 'other-certificate'
  /** Nobody who may answer for the issuer made it. */
  | 'wrong-responder'
  | 'wrong-signature'
  /** Of a later time. */
  | 'not-yet-valid'
  | 'stale';

/** Thrown for an OCSP response that must not be relied on. */
export class OcspError extends Error {
  readonly fault: OcspFault;

  constructor(fault: OcspFault, message: string) {
    super(message);
    this.name = 'OcspError';
    this.fault = fault;
  }
}
