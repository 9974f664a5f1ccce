import { outlineProblem } from '../locales/index.js';
import { errorCodes, errorTable } from '../problems/index.js';

/** `docs/errors.md`: the whole table of errors as Markdown. Written by `scripts/write-errors-document.mjs`. */
export function errorsDocument(): string {
  const rows = [...errorCodes].sort().map((code) => {
    const { status, log } = errorTable[code];
    const sentences = `${outlineProblem('zh-Hant', code)}<br>${outlineProblem('en', code)}`;
    return `| \`${code}\` | ${status} | ${log} | ${sentences.replaceAll('|', '\\|')} |`;
  });
  return `${head}${rows.join('\n')}\n`;
}

const head = `# Errors

Made from the table in \`src/problems/\` by \`node scripts/write-errors-document.mjs\` after a build; do not edit it here.

Programs get \`application/problem+json\` (RFC 9457) with the members \`type\`, \`title\`, \`status\`, \`detail\` (the sentence
in the language asked for), \`code\`, \`reference\` (the number under which the gateway's log keeps the request) and, when
fields are to be mended, \`errors\`: a list of \`field\`, \`code\` and \`detail\`. The code never changes; the sentence may.
What stands in braces is filled in. "Log" is the level at which the gateway's own log keeps it.

| code | status | log | sentence |
|---|---|---|---|
`;
