import type { Person } from './people.js';

export interface DemoDescription {
  readonly origin: string;
  readonly pairingSecret: string;
  /** Address of the page with the mails. */
  readonly mailbox: string;
  readonly people: readonly Person[];
  /** Paths of the sample files. */
  readonly samples: readonly string[];
}

/** What the person in front of the terminal needs to know, in both languages. */
export function describeDemo({ origin, pairingSecret, mailbox, people, samples }: DemoDescription): string {
  const rows = people.map(
    ({ userName, role, name, password, pin, tokenLabel, begins }) =>
      `  ${userName.padEnd(13)} ${password.padEnd(16)} PIN ${pin.padEnd(9)} ${role.padEnd(11)} ${name}  ${tokenLabel}${
        begins === 'first-login' ? '  (一次性密碼 one-time password)' : ''
      }`,
  );
  return `
健報 Jianbao 示範 demonstration (虛構的人與資料 invented people and data)

1. 先開這個網址，讓瀏覽器和憑證元件配對
   Open this first; it pairs the browser with the card agent:
   ${origin}/card/pair#${pairingSecret}

2. 首頁 Home:   ${origin}/
   English:    ${origin}/?lang=en

3. 帳號 Accounts (user name, password, card PIN, role, card):
${rows.join('\n')}

4. 上傳用的檔案 Files to upload:
${samples.map((path) => `   ${path}`).join('\n')}

5. 信箱 Mails of everybody: ${mailbox}

按 Ctrl+C 結束 Press Ctrl+C to stop.
`;
}
