/** One page that explains: its texts are `help.<name>` in the catalogue, its sections stand in this order. */
export interface GuidePage {
  readonly name: 'platform' | 'manual' | 'card' | 'privacy' | 'accessibility';
  readonly path: string;
  readonly sections: readonly string[];
  /** When the texts last changed, `yyyy-mm-dd`. */
  readonly updated: string;
}

export const guidePages: readonly GuidePage[] = [
  {
    name: 'platform',
    path: '/help/platform',
    sections: ['purpose', 'people', 'scope', 'safety', 'programs'],
    updated: '2026-11-22',
  },
  {
    name: 'manual',
    path: '/help/manual',
    sections: [
      'prepare',
      'first-login',
      'log-in',
      'file',
      'upload',
      'mend',
      'receipt',
      'records',
      'accounts',
      'session',
      'password',
    ],
    updated: '2026-11-22',
  },
  {
    name: 'card',
    path: '/help/card',
    sections: [
      'which',
      'need',
      'permission',
      'agent',
      'pair',
      'reader',
      'pin',
      'locked',
      'expired',
      'name',
      'address',
      'two',
      'safe',
    ],
    updated: '2026-11-22',
  },
  {
    name: 'privacy',
    path: '/help/privacy',
    sections: ['what', 'why', 'cookies', 'keep', 'protect', 'rights'],
    updated: '2026-11-22',
  },
  {
    name: 'accessibility',
    path: '/help/accessibility',
    sections: ['goal', 'keys', 'captcha', 'time', 'limits', 'contact'],
    updated: '2026-11-22',
  },
];

/** Sections and steps of the page on accounts, which has a table of its own besides. */
export const accountPage = {
  path: '/help/account',
  managerSteps: ['1', '2', '3', '4', '5', '6'],
  reporterSteps: ['1', '2', '3', '4', '5'],
  sections: ['change', 'ip', 'form', 'rules'],
  updated: '2026-11-22',
} as const;

/** Links that texts of the guide name. */
export const guideLinks: Readonly<Record<string, string>> = {
  card: '/help/card',
  account: '/help/account',
  errors: '/help/errors',
  api: '/help/api',
  formats: '/formats',
  verify: '/receipts/verify',
};
