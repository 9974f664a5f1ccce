/** A test that proves a rule: its file below `test/`, and its name. */
export type Proof = readonly [file: string, name: string];

/** One rule of the account workflow; its sentence is `applications.rule.<id>`. Without a proof it is a gap. */
export interface WorkflowRule {
  readonly id: string;
  readonly provenBy: readonly Proof[];
}

const lives = 'applications/lives.test.ts';
const refusals = 'applications/refusals.test.ts';
const races = 'applications/races.test.ts';
const daily = 'applications/daily-work.test.ts';
const forms = 'applications/forms.test.ts';
const progress = 'applications/progress.test.ts';
const wholeLife = 'e2e/life.test.ts';
const accounts = 'accounts/change-account.test.ts';
const decisionMails = 'applications/decision-mails.test.ts';
const idle = 'accounts/idle-accounts.test.ts';

/** Every rule of the workflow, in the order of the specification. */
export const workflowRules: readonly WorkflowRule[] = [
  {
    id: 'way-by-table',
    provenBy: [
      ['applications/ways.test.ts', 'has the cells of the specification and no others'],
      [refusals, 'is filed only by whom the table of ways lets'],
    ],
  },
  {
    id: 'one-letter-all-letter',
    provenBy: [
      [
        'applications/ways.test.ts',
        'goes by letter as a whole when one of them needs a letter, and only then',
      ],
    ],
  },
  {
    id: 'home-page-letter',
    provenBy: [
      ['applications/ways.test.ts', 'goes by letter when it was filed without login'],
      [lives, 'for a change from the home page: by letter, and saying nothing of the account'],
      [
        'applications/public.test.ts',
        'take a change of an account that exists and of one that does not alike',
      ],
      ['e2e/home-page-change.test.ts', 'goes from the home page by captcha, letter and desk to its effect'],
    ],
  },
  {
    id: 'declaration',
    provenBy: [[refusals, 'needs the declaration that holds now, and an institution']],
  },
  { id: 'confirmed-is-final', provenBy: [[refusals, 'cannot be edited once it is confirmed']] },
  {
    id: 'only-by-the-arrows',
    provenBy: [
      ['applications/transitions.test.ts', 'leads from $from by $event of the $by ($way)'],
      ['applications/transitions.test.ts', 'forbids $event from $from to the $by ($way)'],
    ],
  },
  {
    id: 'every-step-on-record',
    provenBy: [[lives, 'for a new manager: from the home page by letter to an open account']],
  },
  {
    id: 'letter-numbers',
    provenBy: [
      [lives, 'for a new manager: from the home page by letter to an open account'],
      [refusals, 'with a letter that does not match is told everything before anything is saved'],
      [wholeLife, 'goes on at the desk: the letter is recorded, reviewed and approved'],
      [
        'e2e/letter-camera.test.ts',
        'finds the application by the code on the printed form, held before the camera',
      ],
    ],
  },
  {
    id: 'submitted-told',
    provenBy: [
      [lives, 'for new reporters: by scan, one approved and one returned, filed again with that one alone'],
      [refusals, 'is not sent in without its scan'],
      [wholeLife, 'has two reporters applied for in one form, with the sealed scan'],
    ],
  },
  {
    id: 'withdraw-until-review',
    provenBy: [
      [
        lives,
        'withdrawn: by who filed it or a manager, in every state until the review, and told to the filler',
      ],
      [races, 'a withdrawal and a review'],
    ],
  },
  {
    id: 'unfinished-lapse',
    provenBy: [[daily, 'lapses what nobody went on with, the day after its last one, and tells the filler']],
  },
  {
    id: 'password-to-the-account-alone',
    provenBy: [
      [lives, 'mails the one-time password to the account alone, and keeps it readable nowhere'],
      [wholeLife, 'lets the manager in with the mailed password and a card, and asks for an own password'],
    ],
  },
  {
    id: 'decision-told',
    provenBy: [
      [decisionMails, 'tell of an approval of %s'],
      [decisionMails, 'tell of a return of %s'],
    ],
  },
  {
    id: 'first-login',
    provenBy: [
      ['accounts/http.test.ts', 'lead through the first login before anything else'],
      [wholeLife, 'lets the manager in with the mailed password and a card, and asks for an own password'],
    ],
  },
  {
    id: 'returned-with-reasons',
    provenBy: [
      [refusals, 'is decided whole, with reasons for what is returned'],
      [lives, 'returned whole: says everything at once, and its names are free again'],
      [wholeLife, 'has one of them approved and the other returned with the reason'],
    ],
  },
  {
    id: 'returned-is-closed',
    provenBy: [
      [lives, 'for new reporters: by scan, one approved and one returned, filed again with that one alone'],
      [refusals, 'begins again only from a returned one'],
      [wholeLife, 'has the returned one filed again from what it was, mended and approved'],
    ],
  },
  {
    id: 'erased',
    provenBy: [
      [daily, 'erases personal data of what was closed and not approved; number, dates and outcome stay'],
      [daily, 'keeps the form of what was approved'],
    ],
  },
  {
    id: 'change-as-a-whole',
    provenBy: [
      [
        lives,
        'for a change: takes effect as a whole, ends sessions, and is told at the old and the new address',
      ],
      [refusals, 'is not approved when the account has changed since'],
      [
        'faults/approvals.test.ts',
        'killed at statement %i: nothing of it is there, and the next try does all of it',
      ],
      [
        wholeLife,
        'has a reporter change e-mail and ranges by scan, which ends the session and is told at both addresses',
      ],
    ],
  },
  {
    id: 'sessions-end',
    provenBy: [
      [
        lives,
        'for a change: takes effect as a whole, ends sessions, and is told at the old and the new address',
      ],
      [accounts, 'of the e-mail alone ends no session, and keeps both addresses out of the readable trail'],
      [wholeLife, 'has the manager ask by letter that the reporter becomes a manager too'],
      [wholeLife, 'ends with an account that is disabled: its session ends, and it is let in no more'],
    ],
  },
  {
    id: 'one-manager-stays',
    provenBy: [
      [accounts, 'never takes away the last active manager: %s'],
      [accounts, 'leaves one manager when the last two are taken away at once'],
      [refusals, 'cannot ask for the last manager to be %s, nor be approved once it is the last'],
      [races, 'two approvals that together would take away the last manager'],
    ],
  },
  {
    id: 'names-unique',
    provenBy: [
      [refusals, 'asks for names that no account has or had, and no other open application asks for'],
      [races, 'one user name asked for by several forms'],
    ],
  },
  {
    id: 'nobody-decides-own',
    provenBy: [[refusals, 'is not reviewed by who filed it or by whom it is about']],
  },
  {
    id: 'exactly-one-decides',
    provenBy: [
      [races, 'two reviewers who take it'],
      [races, 'two decisions of one application, one to approve and one to return'],
      ['faults/approvals.test.ts', 'two gateways that decide it at once: one wins'],
    ],
  },
  {
    id: 'progress-by-code',
    provenBy: [
      [progress, 'opens with the number, the filler’s address and the mailed code'],
      [progress, 'answers alike whether or not number and address belong together, and mails nobody else'],
    ],
  },
  {
    id: 'five-working-days',
    provenBy: [
      [lives, 'for a new manager: from the home page by letter to an open account'],
      ['working-days/working-days.test.ts', 'refuses to go past the calendar'],
      [daily, 'fills in due dates once the calendar knows them, and tells when it ends'],
      [
        'e2e/desk-calendar.test.ts',
        'warns on the desk’s page two months before the office calendar ends, and not earlier',
      ],
      [
        'applications/own-list.test.ts',
        'begins with what is overdue, goes on by last day, and ends with what is closed, the latest first',
      ],
    ],
  },
  {
    id: 'recognition-in-force',
    provenBy: [
      [
        refusals,
        'for new accounts needs a recognition in force, when it is confirmed and when it is approved',
      ],
    ],
  },
  {
    id: 'wide-ranges-confirmed',
    provenBy: [
      [forms, 'takes wide ranges with a reason, for a reviewer to confirm'],
      [refusals, 'with wide ranges needs them confirmed'],
    ],
  },
  {
    id: 'others-see-nothing',
    provenBy: [[refusals, 'does not exist for other institutions, nor a draft for anybody else']],
  },
  {
    id: 'no-mail-of-what-was-undone',
    provenBy: [[refusals, 'approved in vain leaves no account, no mail and no history behind']],
  },
  {
    id: 'brought-back',
    provenBy: [
      [lives, 'for a suspended reporter: a manager’s scan brings the account back'],
      [wholeLife, 'has the manager bring one of them back by scan'],
    ],
  },
  {
    id: 'idle-suspended',
    provenBy: [
      [
        idle,
        'that were never used count from their activation: told twice, then suspended, their sessions ended',
      ],
      [idle, 'are told once however often the work is done, on several gateways too'],
      [wholeLife, 'warns twice of accounts that nobody uses, then suspends them'],
    ],
  },
  {
    id: 'brought-back-counts-anew',
    provenBy: [[idle, 'brought back today are not suspended today, but counted from today']],
  },
  {
    id: 'last-manager-reported',
    provenBy: [[idle, 'of the last active manager stay active: the agency is told once']],
  },
  {
    id: 'form-printed',
    provenBy: [
      ['applications/form-pdf/form-pages.test.ts', 'has every field of the paper form once'],
      ['applications/form-pdf/form-pages.test.ts', 'has the substance of the six notes'],
      [
        'applications/form-pdf/form-pages.test.ts',
        'has boxes for the large and the small seal, with nothing in them',
      ],
      [
        'applications/form-pdf/form-pages.test.ts',
        'goes on over pages, each with its head, number and code, the seals on the last',
      ],
    ],
  },
  {
    id: 'scan-of-its-form',
    provenBy: [
      ['documents/content/receive-scan.test.ts', 'leaves nothing in the store when it is refused'],
      ['applications/form-code.test.ts', 'of another application is refused, and nothing is attached'],
    ],
  },
  {
    id: 'several-accounts',
    provenBy: [
      [lives, 'for new reporters: by scan, one approved and one returned, filed again with that one alone'],
      [wholeLife, 'has one of them approved and the other returned with the reason'],
    ],
  },
  {
    id: 'ranges-public',
    provenBy: [
      ['ip-ranges/parse.test.ts', 'parseRange refuses'],
      ['ip-ranges/parse.test.ts', 'gives a range or one of its own problems, and names what was typed'],
      ['ip-ranges/parse.test.ts', 'tells every row that needs mending at once'],
    ],
  },
  {
    id: 'ranges-always-checked',
    provenBy: [
      [
        'accounts/http.test.ts',
        'refuse a session from an address outside the ranges, say which, and write it down once',
      ],
      ['accounts/log-in.test.ts', 'lets the forwarded address only narrow'],
    ],
  },
];
