import { checks } from './checks.js';
import { createFacts, type Patient } from './facts.js';
import type { CheckName, Finding } from './finding.js';

export interface ExaminedPart extends Finding {
  readonly check: CheckName;
}

/** Looks at everything, one thing after the other. Throws a TypeError for a module path that is not whole. */
export async function examine(patient: Patient): Promise<readonly ExaminedPart[]> {
  const facts = createFacts(patient);
  const parts: ExaminedPart[] = [];
  for (const { name, look } of checks) parts.push({ check: name, ...(await look(facts)) });
  return parts;
}
