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
    ({ userName, name, password, pin, card, begins }) =>
      `   ${userName.padEnd(13)} ${password.padEnd(24)} ${pin.padEnd(9)} ${card.padEnd(14)} ${name}${
        begins === 'first-login' ? '  (首次登入 first login)' : ''
      }`,
  );
  return `
健報 Jianbao 示範 demonstration: 虛構的人與資料 invented people and data

1. 先開這個網址，讓瀏覽器和憑證元件配對 Open this first; it pairs the browser with the card agent:
   ${origin}/card/pair#${pairingSecret}

2. 首頁 Home: ${origin}/    English: ${origin}/?lang=en

3. 帳號 Accounts:
   user name     password                 PIN       card           holder
${rows.join('\n')}

   讀卡機裡現在是 reporter 的卡。在這裡輸入卡片名稱再按 Enter 就能換卡，也可以試 other-person、expired、revoked、on-hold、business。
   The reporter's card is in the reader. Type a card's name here and press Enter to change it.

4. 上傳用的檔案 Files to upload:
${samples.map((path) => `   ${path}`).join('\n')}

5. 信箱 Mails of everybody: ${mailbox}

按 Ctrl+C 結束 Press Ctrl+C to stop.
`;
}
