/** A formatter of moments as the clock in Taipei shows them; kept, because making one is slow. */
export function dateTimeFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const kept = formats.get(key);
  if (kept !== undefined) return kept;
  const made = new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Taipei', ...options });
  formats.set(key, made);
  return made;
}

const formats = new Map<string, Intl.DateTimeFormat>();
