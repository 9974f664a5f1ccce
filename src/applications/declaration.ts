/**
 * Which wording of the declaration 聲明 people accept now. It is kept with each application; a new wording gets a new
 * version, so that it stays known who accepted which.
 */
export const declarationVersion = '2026-11';
