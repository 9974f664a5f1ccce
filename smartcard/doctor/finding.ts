import type { AgentErrorCode } from '../problems.js';

/** What a check found: from nothing to do to something that keeps the reporter from working. */
export type Severity = 'good' | 'note' | 'not-looked-at' | 'warning' | 'fault';

/** Findings with texts of their own (`doctor.findings` in the locales). */
export const doctorCodes = [
  'modules-found',
  'module-path-missing',
  'modules-load',
  'module-does-not-load',
  'reader-service-runs',
  'reader-service-away',
  'reader-service-not-needed',
  'readers-found',
  'card-found',
  'certificate-valid',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-ends-soon',
  'certificate-signs',
  'gateway-answers',
  'gateway-name-unknown',
  'gateway-refuses',
  'gateway-certificate',
  'gateway-silent',
  'gateway-unreachable',
  'gateway-strange',
  'clock-right',
  'clock-off',
  'address-seen',
  'pairing-kept',
  'pairing-absent',
  'pairing-open',
  'pairing-damaged',
  'agent-runs',
  'agent-away',
  'agent-other-version',
  'agent-stranger',
  'agent-origin-missing',
  'policy-present',
  'policy-absent',
  'policy-blocked',
  'needs-card',
  'needs-gateway',
  'needs-gateway-option',
  'needs-other-system',
] as const;

export type DoctorCode = (typeof doctorCodes)[number];

/** What is looked at, by its name for programs. */
export type CheckName =
  | 'modules'
  | 'module-loading'
  | 'reader-service'
  | 'readers'
  | 'card'
  | 'certificate-purpose'
  | 'certificate-dates'
  | 'gateway'
  | 'clock'
  | 'address'
  | 'pairing-secret'
  | 'agent'
  | 'browser-policy';

export interface Finding {
  readonly severity: Severity;
  readonly code: DoctorCode | AgentErrorCode;
  /** Named in the sentences. Never a name of a person, a PIN or a secret. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** Makes a finding. */
export function find(severity: Severity, code: Finding['code'], params: Finding['params'] = {}): Finding {
  return { severity, code, params };
}

const order: readonly Severity[] = ['good', 'note', 'not-looked-at', 'warning', 'fault'];

/** The gravest of several. */
export function worstOf(findings: readonly Finding[]): Severity {
  return findings.reduce<Severity>(
    (worst, { severity }) => (order.indexOf(severity) > order.indexOf(worst) ? severity : worst),
    'good',
  );
}
