import { readFile, stat } from 'node:fs/promises';
import { checkPairingSecret as checkSecretForm } from '../server/pairing.js';
import { agentVersion } from '../version.js';
import type { Facts } from './facts.js';
import { type Finding, find } from './finding.js';
import { lookAtPolicies } from './look-at-policies.js';

/** Is there a pairing secret that nobody else can read? */
export async function checkPairingSecret({ patient }: Facts): Promise<Finding> {
  const { pairingFile: file, platform } = patient;
  const { mode } = (await stat(file).catch(() => undefined)) ?? {};
  if (mode === undefined) return find('note', 'pairing-absent', { file });
  if (platform !== 'win32' && (mode & 0o077) !== 0) return find('fault', 'pairing-open', { file });
  const isWhole = await readFile(file, 'utf8').then(
    (text) => hasForm(text.trim()),
    () => false,
  );
  return isWhole ? find('good', 'pairing-kept', { file }) : find('fault', 'pairing-damaged', { file });
}

function hasForm(secret: string): boolean {
  try {
    checkSecretForm(secret);
    return true;
  } catch {
    return false;
  }
}

/** Does the agent run, in this version, for this gateway? Commands of a hospital's own system do without it. */
export async function checkAgent({ agent, patient }: Facts): Promise<Finding> {
  const look = await agent();
  const { agentPort: port, gateway } = patient;
  if (look.kind === 'away') return find('warning', 'agent-away', { port });
  if (look.kind !== 'runs') return find('fault', 'agent-stranger', { port });
  if (gateway !== undefined && !look.originAllowed) return find('fault', 'agent-origin-missing', { gateway });
  const versions = { version: look.version, own: agentVersion };
  return look.version === agentVersion
    ? find('good', 'agent-runs', versions)
    : find('warning', 'agent-other-version', versions);
}

/** Has the browser's administrator settled whether the gateway may reach this computer's own addresses? */
export async function checkBrowserPolicy({ patient }: Facts): Promise<Finding> {
  const { gateway, platform, policyFolders } = patient;
  if (gateway === undefined) return find('not-looked-at', 'needs-gateway-option');
  if (platform !== 'linux') return find('not-looked-at', 'needs-other-system');
  const look = await lookAtPolicies(policyFolders, gateway);
  if (look === 'blocked') return find('fault', 'policy-blocked', { gateway });
  return look === 'allowed' ? find('good', 'policy-present') : find('note', 'policy-absent');
}
