import { formatRange, type IpRange, parseRange } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import { requireAccountAsFiled } from '../rules/account-as-filed.js';
import { isRecognised } from '../rules/recognition.js';
import { wideRangesOf } from '../rules/wide-ranges.js';
import type { CheckFacts } from './facts.js';

/** `good`: as it should be. `look`: a person must judge. `bad`: approving is refused or would be wrong. */
export type CheckOutcome = 'good' | 'look' | 'bad';

/** What a check found; its sentence is `applications.check.<name>.<outcome>`, with `what` named in it. */
export interface CheckResult {
  readonly name: CheckName;
  readonly outcome: CheckOutcome;
  /** What it found: names, ranges, numbers; empty for nothing. */
  readonly what: string;
}

/** A check that does not concern an application gives undefined. */
type Check = (facts: CheckFacts) => Omit<CheckResult, 'name'> | undefined;

/** The checks that the system does for the desk, in the order they are shown. Pure. */
export const systemChecks = {
  'scan-of-this-form': ({ formCode }) => {
    if (formCode === null) return undefined;
    return formCode === 'match' ? good : look('');
  },
  recognised: ({ institution, today }) =>
    institution !== undefined && isRecognised(institution, today) ? good : bad(institution?.name ?? ''),
  'user-name-free': ({ form, takenNames }) => {
    if (form.kind !== 'new-account') return undefined;
    return takenNames.length === 0 ? good : bad(takenNames.join(', '));
  },
  'account-known': ({ form, account }) => {
    if (form.kind !== 'change') return undefined;
    return account === undefined ? bad(form.userName) : good;
  },
  'account-as-filed': ({ form, account }) => {
    if (form.kind !== 'change' || account === undefined) return undefined;
    try {
      requireAccountAsFiled(form, account);
      return good;
    } catch (error) {
      if (error instanceof Problem) return bad(account.userName);
      throw error;
    }
  },
  'manager-left': ({ form, account, otherManagers }) => {
    if (form.kind !== 'change' || account?.role !== 'manager' || account.state !== 'active') return undefined;
    const goesAway = form.changes.disable === true || form.changes.role?.to === 'reporter';
    return goesAway && otherManagers === 0 ? bad(account.userName) : good;
  },
  'addresses-public': ({ form, demoMode }) => {
    const asked = rangesAsked(form);
    if (asked.length === 0) return undefined;
    const special = asked.filter((range) => !isAllowed(range, false));
    if (special.length === 0) return good;
    const wrong = special.filter((range) => !isAllowed(range, demoMode));
    return wrong.length === 0 ? look(written(special)) : bad(written(wrong));
  },
  'addresses-narrow': ({ form }) => {
    if (rangesAsked(form).length === 0) return undefined;
    const wide = wideRangesOf(form);
    return wide.length === 0 ? good : look(wide.map(({ range }) => formatRange(range)).join(', '));
  },
  'addresses-not-shared': ({ form, sharers }) => {
    if (rangesAsked(form).length === 0) return undefined;
    return sharers.length === 0 ? good : look(sharers.map(({ name }) => name).join(', '));
  },
  'e-mail-domain': ({ form, knownDomains }) => {
    const asked = addressesAsked(form);
    if (asked.length === 0) return undefined;
    const strange = asked
      .map(domainOf)
      .filter(
        (domain) => freeMail.has(domain) || (knownDomains.length > 0 && !knownDomains.includes(domain)),
      );
    return strange.length === 0 ? good : look([...new Set(strange)].join(', '));
  },
  'e-mail-own': ({ form, sameAddress }) => {
    if (addressesAsked(form).length === 0) return undefined;
    return sameAddress.length === 0 ? good : look(sameAddress.join(', '));
  },
  'no-duplicate': ({ openAlike }) => (openAlike.length === 0 ? good : look(openAlike.join(', '))),
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof systemChecks;

/** Runs every check that concerns the application. */
export function runChecks(facts: CheckFacts): readonly CheckResult[] {
  return (Object.entries(systemChecks) as [CheckName, Check][]).flatMap(([name, check]) => {
    const found = check(facts);
    return found === undefined ? [] : [{ name, ...found }];
  });
}

const good = { outcome: 'good', what: '' } as const;
const look = (what: string) => ({ outcome: 'look', what }) as const;
const bad = (what: string) => ({ outcome: 'bad', what }) as const;

function written(ranges: readonly IpRange[]): string {
  return [...new Set(ranges.map(formatRange))].join(', ');
}

/** Mailboxes that anybody can open: who reads the one-time password is then nobody's to say. */
const freeMail = new Set([
  'gmail.com',
  'hotmail.com',
  'icloud.com',
  'live.com',
  'msn.com',
  'outlook.com',
  'pchome.com.tw',
  'proton.me',
  'qq.com',
  'yahoo.com',
  'yahoo.com.tw',
]);

/** The part of an address behind the at sign. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** The addresses a form asks passwords or notices to go to. */
export function addressesAsked(form: CheckFacts['form']): readonly string[] {
  if (form.kind === 'new-account') return form.accounts.map(({ email }) => email);
  return form.changes.email === undefined ? [] : [form.changes.email.to];
}

/** The ranges a form asks for. */
export function rangesAsked(form: CheckFacts['form']): readonly IpRange[] {
  const fields =
    form.kind === 'new-account'
      ? form.accounts.flatMap(({ ranges }) => ranges)
      : (form.changes.ranges?.to ?? []);
  return fields.map(({ range }) => range);
}

/** Ranges were allowed when they were typed; the registries of special addresses change. A demonstration allows loopback. */
function isAllowed(range: IpRange, demoMode: boolean): boolean {
  try {
    parseRange(formatRange(range), { demoMode, widest: 'confirmed-by-reviewer' });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
