/** Pages that mails lead to. */
export const paths = {
  login: '/login',
  /** Where somebody without an account sees how an application stands. */
  progress: '/progress',
  /** For those who are logged in. */
  own: (reference: string) => `/applications/${reference}`,
  /** For the agency. */
  desk: (reference: string) => `/desk/applications/${reference}`,
} as const;

/** The page that the filler of an application is sent to. */
export function fillerPath({
  reference,
  filedBy,
}: {
  readonly reference: string;
  readonly filedBy: unknown;
}): string {
  return filedBy === null ? `${paths.progress}?number=${reference}` : paths.own(reference);
}
