import type { AuthorityId } from './authorities.js';

/** Where an authority's CRL is published. */
export function crlUrl(baseUrl: string, authority: AuthorityId): string {
  return `${baseUrl}/crls/${authority}.crl`;
}

/** Where an authority's own certificate is published. */
export function caIssuersUrl(baseUrl: string, authority: AuthorityId): string {
  return `${baseUrl}/certificates/${authority}.crt`;
}

/** Where an authority answers OCSP requests. */
export function ocspUrl(baseUrl: string, authority: AuthorityId): string {
  return `${baseUrl}/ocsp/${authority}`;
}
