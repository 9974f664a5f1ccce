import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where browsers on Linux keep the policies of their administrator: JSON files, all of which count together. */
export const linuxPolicyFolders: readonly string[] = [
  '/etc/chromium/policies/managed',
  '/etc/opt/chrome/policies/managed',
  '/etc/opt/edge/policies/managed',
];

export type PolicyLook = 'allowed' | 'blocked' | 'absent';

/** In the order in which Chromium looks at them: the first list that names the gateway counts. */
const policies = [
  ['LoopbackNetworkBlockedForUrls', 'blocked'],
  ['LoopbackNetworkAllowedForUrls', 'allowed'],
  ['LocalNetworkAccessBlockedForUrls', 'blocked'],
  ['LocalNetworkAccessAllowedForUrls', 'allowed'],
] as const;

/** Whether a managed policy decides over the gateway's access to this computer's own addresses. Never rejects. */
export async function lookAtPolicies(folders: readonly string[], gateway: string): Promise<PolicyLook> {
  const files = (await Promise.all(folders.map(readFolder))).flat();
  const decision = policies.find(([name]) => files.some((file) => names(file[name], gateway)));
  return decision?.[1] ?? 'absent';
}

type PolicyFile = Readonly<Record<string, unknown>>;

async function readFolder(folder: string): Promise<readonly PolicyFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  return Promise.all(names.map((name) => readPolicies(join(folder, name))));
}

async function readPolicies(path: string): Promise<PolicyFile> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof content === 'object' && content !== null ? (content as PolicyFile) : {};
  } catch {
    return {};
  }
}

function names(list: unknown, gateway: string): boolean {
  return Array.isArray(list) && list.some((pattern) => matches(String(pattern), new URL(gateway)));
}

/** The patterns that are of use here: all, a domain with its subdomains, a host, an origin. */
function matches(pattern: string, { origin, hostname, host }: URL): boolean {
  if (pattern === '*') return true;
  if (!pattern.startsWith('[*.]')) return [origin, `${origin}/`, host, hostname].includes(pattern);
  const domain = pattern.slice('[*.]'.length);
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
