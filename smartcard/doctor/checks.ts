import {
  checkCard,
  checkCertificateDates,
  checkCertificatePurpose,
  checkModuleLoads,
  checkModules,
  checkReaderService,
  checkReaders,
} from './check-cards.js';
import { checkAddress, checkClock, checkGateway } from './check-gateway.js';
import { checkAgent, checkBrowserPolicy, checkPairingSecret } from './check-installation.js';
import type { Facts } from './facts.js';
import type { CheckName, Finding } from './finding.js';

export interface Check {
  readonly name: CheckName;
  look(facts: Facts): Promise<Finding>;
}

/** Everything the doctor looks at, in the order in which a login needs it. */
export const checks: readonly Check[] = [
  { name: 'modules', look: checkModules },
  { name: 'module-loading', look: checkModuleLoads },
  { name: 'reader-service', look: checkReaderService },
  { name: 'readers', look: checkReaders },
  { name: 'card', look: checkCard },
  { name: 'certificate-purpose', look: checkCertificatePurpose },
  { name: 'certificate-dates', look: checkCertificateDates },
  { name: 'gateway', look: checkGateway },
  { name: 'clock', look: checkClock },
  { name: 'address', look: checkAddress },
  { name: 'pairing-secret', look: checkPairingSecret },
  { name: 'agent', look: checkAgent },
  { name: 'browser-policy', look: checkBrowserPolicy },
];
