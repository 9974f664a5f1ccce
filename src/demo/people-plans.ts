import type { Role } from '../roles.js';

/** Somebody of the demo: an account, and the card with which it logs in. All of them are made up. */
export interface PersonPlan {
  readonly userName: string;
  readonly role: Role;
  /** Null for the agency's staff. */
  readonly institutionCode: string | null;
  /** Id of the demo card; name and ID digits are the card's. */
  readonly card: string;
  readonly email: string;
  /** `first-login` still has to replace the one-time password, as after an approved application. */
  readonly begins: 'at-work' | 'first-login';
}

/** 測試醫院, the institution of the reference's example forms. */
export const demoInstitution = { code: '1268650500', name: '測試醫院' } as const;

export const personPlans: readonly PersonPlan[] = [
  {
    userName: 'reporter01',
    role: 'reporter',
    institutionCode: demoInstitution.code,
    card: 'reporter',
    email: 'reporter01@hospital.example',
    begins: 'at-work',
  },
  {
    userName: 'manager01',
    role: 'manager',
    institutionCode: demoInstitution.code,
    card: 'manager',
    email: 'manager01@hospital.example',
    begins: 'at-work',
  },
  {
    userName: 'newcomer01',
    role: 'reporter',
    institutionCode: demoInstitution.code,
    card: 'medical',
    email: 'newcomer01@hospital.example',
    begins: 'first-login',
  },
  {
    userName: 'reviewer01',
    role: 'reviewer',
    institutionCode: null,
    card: 'reviewer',
    email: 'reviewer01@agency.example',
    begins: 'at-work',
  },
  {
    // Nobody decides what they filed or what is about them; a case can also be handed over.
    userName: 'reviewer02',
    role: 'reviewer',
    institutionCode: null,
    card: 'reviewer-two',
    email: 'reviewer02@agency.example',
    begins: 'at-work',
  },
  {
    userName: 'supervisor01',
    role: 'supervisor',
    institutionCode: null,
    card: 'supervisor',
    email: 'supervisor01@agency.example',
    begins: 'at-work',
  },
  {
    // A change of the trust list takes two supervisors.
    userName: 'supervisor02',
    role: 'supervisor',
    institutionCode: null,
    card: 'supervisor-two',
    email: 'supervisor02@agency.example',
    begins: 'at-work',
  },
];
