import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { AgentProblem } from '../problems.js';
import type { Facts } from './facts.js';
import { type Finding, find } from './finding.js';
import { doesReaderServiceRun } from './reader-service.js';

/** Is there a card module at all? */
export async function checkModules({ modules }: Facts): Promise<Finding> {
  if (modules.length === 0) return find('fault', 'ERR_AGENT_MODULE_MISSING');
  const missing = modules.find(({ path }) => !existsSync(path));
  if (missing !== undefined) return find('fault', 'module-path-missing', { path: missing.path });
  return find('good', 'modules-found', { modules: modules.map(({ path }) => path).join(', ') });
}

/** Can every module be loaded into this program? */
export async function checkModuleLoads({ modules, broken }: Facts): Promise<Finding> {
  if (modules.length === 0) return find('not-looked-at', 'ERR_AGENT_MODULE_MISSING');
  const [first] = await broken();
  if (first === undefined) return find('good', 'modules-load', { count: modules.length });
  const isOnlyOne = (await broken()).length === modules.length;
  return find(isOnlyOne ? 'fault' : 'warning', 'module-does-not-load', { path: first.path });
}

/** Does the service run that modules reach readers by (PC/SC)? */
export async function checkReaderService({ modules, patient }: Facts): Promise<Finding> {
  if (modules.every(({ path }) => /softhsm/i.test(path))) return find('good', 'reader-service-not-needed');
  const runs = await doesReaderServiceRun(patient);
  if (runs === undefined) return find('not-looked-at', 'needs-other-system');
  return runs ? find('good', 'reader-service-runs') : find('fault', 'reader-service-away');
}

/** Is there a reader? */
export async function checkReaders({ readers }: Facts): Promise<Finding> {
  const found = await readers();
  if (found instanceof AgentProblem) return find('fault', found.code);
  if (found.length === 0) return find('fault', 'ERR_AGENT_NO_READER');
  return find('good', 'readers-found', { names: found.map(({ name }) => name).join(', ') });
}

/** Is there one card that can be read? Which person's is not told: what the doctor says is passed on to others. */
export async function checkCard({ card }: Facts): Promise<Finding> {
  const found = await card();
  // That it has no certificate for us is the next check's to say.
  if (found instanceof AgentProblem && found.code !== 'ERR_AGENT_NO_SIGNATURE_CERTIFICATE')
    return find('fault', found.code, { triesLeft: found.triesLeft ?? '' });
  if (!(found instanceof AgentProblem) && found.pinState === 'locked')
    return find('fault', 'ERR_AGENT_PIN_LOCKED');
  return find('good', 'card-found');
}

/** Has the card a certificate that logs in, with a key the gateway knows algorithms for? */
export async function checkCertificatePurpose({ card }: Facts): Promise<Finding> {
  const found = await card();
  if (!(found instanceof AgentProblem))
    return find('good', 'certificate-signs', { algorithm: found.algorithms[0] ?? '' });
  if (found.code === 'ERR_AGENT_NO_SIGNATURE_CERTIFICATE') return find('fault', found.code);
  return find('not-looked-at', 'needs-card');
}

const daysOfWarning = 30;

/** Is today within the certificate's dates? */
export async function checkCertificateDates({ card, patient }: Facts): Promise<Finding> {
  const found = await card();
  if (found instanceof AgentProblem) return find('not-looked-at', 'needs-card');
  const { validFrom, validTo } = new X509Certificate(found.certificate);
  const [from, to, now] = [Date.parse(validFrom), Date.parse(validTo), patient.clock().getTime()];
  const days = { from: dayOf(from), to: dayOf(to) };
  if (now > to) return find('fault', 'certificate-expired', days);
  if (now < from) return find('fault', 'certificate-not-yet-valid', days);
  const isNear = to - now < daysOfWarning * 86_400_000;
  return isNear ? find('warning', 'certificate-ends-soon', days) : find('good', 'certificate-valid', days);
}

/** The day in Taiwan, which has no summer time, as `yyyy-mm-dd`. */
function dayOf(time: number): string {
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);
}
