/**
 * What browser and system a `User-Agent` names, as in `Chrome, Windows`; for others the first word of what they call
 * themselves. It only helps people to know their own sessions again: anybody can send any text.
 */
export function nameProgram(userAgent: string): string {
  const browser = find(browsers, userAgent) ?? userAgent.split(/[\s/]/)[0] ?? '';
  return [browser, find(systems, userAgent)].filter(Boolean).join(', ');
}

/** The first that fits: most browsers also name those they descend from. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

function find(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}
