import type { Facts } from './facts.js';
import { type DoctorCode, type Finding, find } from './finding.js';
import type { GatewayLook } from './look-at-gateway.js';

const faults = {
  'name-unknown': 'gateway-name-unknown',
  refuses: 'gateway-refuses',
  certificate: 'gateway-certificate',
  silent: 'gateway-silent',
  unreachable: 'gateway-unreachable',
  strange: 'gateway-strange',
} as const satisfies Record<Exclude<GatewayLook['kind'], 'answered'>, DoctorCode>;

/** Does the gateway answer, over an encrypted line that this computer trusts? */
export async function checkGateway({ gateway, patient }: Facts): Promise<Finding> {
  const look = await gateway();
  if (look === undefined) return find('not-looked-at', 'needs-gateway-option');
  const params = { gateway: patient.gateway ?? '', host: new URL(patient.gateway ?? '').hostname };
  return look.kind === 'answered'
    ? find('good', 'gateway-answers', params)
    : find('fault', faults[look.kind], params);
}

/** More than this, in seconds, and certificates and codes may be taken for old or for not yet valid. */
const mostSecondsOff = 60;

/** Does this computer's clock agree with the gateway's? */
export async function checkClock({ gateway }: Facts): Promise<Finding> {
  const look = await gateway();
  const ahead = look !== undefined && 'ahead' in look ? look.ahead : undefined;
  if (ahead === undefined) return find('not-looked-at', 'needs-gateway');
  const seconds = Math.abs(ahead);
  return seconds > mostSecondsOff
    ? find('warning', 'clock-off', { seconds })
    : find('good', 'clock-right', { seconds });
}

/**
 * Where does the gateway see this computer? Whether the account's ranges hold that address, the gateway tells nobody
 * before the login.
 */
export async function checkAddress({ gateway }: Facts): Promise<Finding> {
  const look = await gateway();
  if (look?.kind !== 'answered') return find('not-looked-at', 'needs-gateway');
  return find('note', 'address-seen', { address: look.address });
}
