/** The form of a user name: ASCII, so that no two names look the same and differ. */
export function isUserName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9._-]{3,31}$/.test(text);
}

/** What user names are found and compared by: names that differ in case only are one name. */
export function userNameKey(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
