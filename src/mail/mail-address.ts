/**
 * Whether a text is one plain e-mail address that is safe in a header and an SMTP envelope: a dot-atom (RFC 5321
 * 4.1.2), an at sign, and a host name of at least two labels. Quoted local parts, comments, address literals, lists and
 * everything outside ASCII are not taken.
 */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && addressForm.test(text);
}

const atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

const addressForm = new RegExp(`^(?=[^@]{1,64}@)${atext}+(?:\\.${atext}+)*@(?:${label}\\.)+${label}$`);
