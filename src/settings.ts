/** One setting of a gateway: an environment variable. `fallback` null: it has no default and must be given. */
interface Setting {
  readonly fallback: string | null;
  readonly meaning: string;
}

/** Every setting, in the order of `docs/settings.md`, which is made from this table. */
export const settings = {
  JIANBAO_ORIGIN: {
    fallback: null,
    meaning:
      'What browsers see in the address bar, e.g. https://hcd.example.gov.tw, without a slash at the end.',
  },
  JIANBAO_MODE: {
    fallback: 'production',
    meaning:
      'production, or demo: demo admits http://localhost as origin, loopback addresses as clients and certificates of the test assurance level. Never for real data.',
  },
  JIANBAO_LISTEN_HOST: {
    fallback: '127.0.0.1',
    meaning: 'Address the gateway listens on; the reverse proxy is in front.',
  },
  JIANBAO_LISTEN_PORT: { fallback: '8080', meaning: 'Port the gateway listens on; 0 takes a free one.' },
  JIANBAO_TRUSTED_PROXIES: {
    fallback: '',
    meaning:
      'Addresses or CIDR ranges of the reverse proxies whose X-Forwarded-For counts, separated by commas.',
  },
  JIANBAO_DATA_DIR: {
    fallback: './var/data',
    meaning: 'Folder for the SQLite file, uploaded files, keys and trust files.',
  },
  JIANBAO_DATABASE: { fallback: 'sqlite', meaning: '"sqlite", or "mariadb://user@host:3306/database".' },
  JIANBAO_DATABASE_PASSWORD_FILE: { fallback: '', meaning: "File with the database user's password." },
  JIANBAO_KEYS_DIR: {
    fallback: '',
    meaning: 'Folder of the key files made by "jianbao keys init"; default: keys/ in the data folder.',
  },
  JIANBAO_MASTER_KEY: {
    fallback: '',
    meaning:
      'The key that wraps all data keys: a file, or an AES key on a PKCS#11 token as a pkcs11: address (RFC 7512) with module-path and pin-source; default: master.key in the keys folder.',
  },
  JIANBAO_RECEIPT_KEY: {
    fallback: '',
    meaning:
      'The RSA key that signs receipts: a file, or a key on a PKCS#11 token as a pkcs11: address; default: receipt.key in the keys folder. Its certificate is receipt.crt there.',
  },
  JIANBAO_TRUST_DIR: {
    fallback: '',
    meaning:
      'Folder with anchors/ (certificates of the issuers), crls/ (certificate lists) and trust.json (how revocation is asked); default: trust/ in the data folder.',
  },
  JIANBAO_CHECKPOINT_DIR: {
    fallback: '',
    meaning:
      'Folder for signed checkpoints of the audit trail, best on another machine; default: checkpoints/ in the data folder.',
  },
  JIANBAO_SMTP_URL: {
    fallback: 'smtp://127.0.0.1:25',
    meaning: 'Mail server: smtp://[user@]host:port or smtps://…',
  },
  JIANBAO_SMTP_PASSWORD_FILE: { fallback: '', meaning: "File with the mail user's password." },
  JIANBAO_SMTP_CA_FILE: {
    fallback: '',
    meaning:
      "PEM file of the authority that issued the mail server's certificate, when it is none of the well-known ones.",
  },
  JIANBAO_MAIL_FROM: { fallback: '健報 <no-reply@localhost.localdomain>', meaning: 'Sender of every mail.' },
  JIANBAO_CARD_AGENT_PORT: { fallback: '48127', meaning: "Port of the card agent on the users' computers." },
  JIANBAO_PASSWORD_POLICY: { fallback: 'tw-baseline', meaning: 'Password rules: tw-baseline or nist-63b-4.' },
  JIANBAO_SUBMISSION_SIGNATURE: {
    fallback: 'optional',
    meaning:
      'Whether people sign the file they report with their card: none, optional, or required, with which nothing is accepted before it is signed.',
  },
  JIANBAO_AMENDMENT_DATE: {
    fallback: '2026-06-26',
    meaning:
      'The exam date (yyyy-mm-dd) from which the amendment of 2026 holds: red blood cells and their volume in general exams, and the hazard operations 33 to 35. The same on every gateway of one database, and where "jianbao mapping check" runs.',
  },
  JIANBAO_CLAMD: {
    fallback: '',
    meaning:
      'Where clamd listens that looks for malware in every file people send: unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310. Without it no file is scanned; with it none is taken unscanned.',
  },
  JIANBAO_AGENCY_MAIL: {
    fallback: 'desk@localhost.localdomain',
    meaning: 'Address at the agency that is told of applications sent in for review.',
  },
  JIANBAO_APPLICATION_LAPSE_DAYS: {
    fallback: '60',
    meaning: 'Days after which an application lapses whose letter or scan has not come.',
  },
  JIANBAO_APPLICATION_ERASE_DAYS: {
    fallback: '180',
    meaning:
      'Days after which the personal data of a returned, withdrawn or lapsed application are deleted; number, dates and outcome stay.',
  },
  JIANBAO_APPLICATION_DECISION_DAYS: {
    fallback: '5',
    meaning: 'Working days within which the agency decides an application.',
  },
  JIANBAO_CRL_GRACE_HOURS: {
    fallback: '0',
    meaning:
      'Hours during which the last good certificate list still counts after its end; every use is audited.',
  },
  JIANBAO_LOG_LEVEL: { fallback: 'info', meaning: 'debug, info, warn, error or silent.' },
} as const satisfies Readonly<Record<string, Setting>>;
