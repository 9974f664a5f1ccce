import type { ErrorEntries } from './entry.js';

/** Errors of the link that replaces a forgotten password. */
export const passwordResetErrors = {
  ERR_PASSWORD_RESET_EMAIL: {
    status: 422,
    log: 'none',
    zh: '請輸入這個帳號登記的電子信箱，例如 name@hospital.org.tw。',
    en: 'Enter the e-mail address registered for the account, such as name@hospital.org.tw.',
  },
  ERR_PASSWORD_RESET_LINK: {
    status: 422,
    log: 'none',
    zh: '請開啟信中的連結，或把整個連結複製貼上。',
    en: 'Open the link in the mail, or copy the whole link and paste it here.',
  },
  ERR_PASSWORD_RESET_PAUSED: {
    status: 429,
    log: 'warn',
    zh: '嘗試次數過多，為了安全暫停重設密碼與登入。請等 {minutes} 分鐘後再試。',
    en: 'There were too many tries, so resetting passwords and logging in are paused. Wait {minutes, plural, one {# minute} other {# minutes}} and try again.',
  },
  ERR_PASSWORD_RESET_OVER: {
    status: 410,
    log: 'info',
    zh: '這個連結不能用了：可能已經用過、超過 30 分鐘、又申請了新的連結，或帳號資料剛有異動。請重新申請一次，並使用最新一封信裡的連結。',
    en: 'This link cannot be used any more: it was used, is older than 30 minutes, a later one was asked for, or the account has just changed. Ask again and use the link in the latest mail.',
  },
  ERR_PASSWORD_RESET_ADDRESS: {
    status: 403,
    log: 'info',
    zh: '連結是對的，但您現在的網路位址 {address} 不在這個帳號的對外IP區段內，所以不能在這裡重設密碼。請在期限內改用機構的網路，再開啟信中的連結。',
    en: 'The link is right, but your address {address} is not in this account’s external IP ranges, so the password cannot be reset from here. Open the link again from your institution’s network while it is good.',
  },
} as const satisfies ErrorEntries;
