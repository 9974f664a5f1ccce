import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { revocationWays } from './revocation/chosen-source.js';

const keyId = z.string().regex(/^[0-9a-f]{2,128}$/, 'is no key identifier in lower-case hexadecimal');

const anchorShape = z.strictObject({
  revocation: z.enum(revocationWays).optional(),
  ocspNonce: z.enum(['required', 'optional']).default('required'),
  ocspHash: z.enum(['sha1', 'sha256']).default('sha1'),
  ocspMaxAgeSeconds: z.int().min(1).max(2_592_000).optional(),
});

const settingsShape = z.strictObject({
  /** For the operator who reads the file. */
  $comment: z.string().optional(),
  /** For anchors that are not named below. */
  revocation: z.enum(revocationWays).default('crl'),
  /** Places of lists: the issuer's key identifier, and addresses that all have the same list. */
  crls: z
    .array(z.strictObject({ issuer: keyId, urls: z.array(z.url({ protocol: /^https?$/ })).min(1) }))
    .default([]),
  /** Whether the addresses in certificates are used besides; by default in production, not in demo mode. */
  crlAddresses: z.enum(['from-certificates', 'listed']).optional(),
  /** By the anchor's key identifier. */
  anchors: z.record(keyId, anchorShape).default({}),
});

/** What an operator chose about revocation; see docs/card-login.md. */
export type TrustSettings = Readonly<z.infer<typeof settingsShape>>;

export type AnchorSettings = Readonly<z.infer<typeof anchorShape>>;

/**
 * Reads `trust.json`; without such a file every status comes from the CRLs.
 *
 * @throws TypeError with a sentence that names the file and what to mend in it
 */
export async function loadTrustSettings(file: string): Promise<TrustSettings> {
  const text = await readIfThere(file);
  if (text === undefined) return settingsShape.parse({});
  const parsed = settingsShape.safeParse(parseJson(file, text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TypeError(`${file} cannot be used: ${faults.join('; ')}`);
}

const anchorDefaults = anchorShape.parse({});

/** The choices for one anchor, with the defaults of the file. */
export function settingsOfAnchor(
  settings: TrustSettings,
  anchorKeyId: string,
): AnchorSettings & { revocation: TrustSettings['revocation'] } {
  const own = settings.anchors[anchorKeyId] ?? anchorDefaults;
  return { ...own, revocation: own.revocation ?? settings.revocation };
}

/** Whether addresses of lists in certificates are used: unless the file says otherwise, in production only. */
export function learningOf(
  { crlAddresses }: TrustSettings,
  mode: 'production' | 'demo',
): 'from-certificates' | 'listed' {
  return crlAddresses ?? (mode === 'demo' ? 'listed' : 'from-certificates');
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new TypeError(`${file} cannot be read. Let the gateway read it.`, { cause });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`${file} is not JSON. Mend or remove the file.`, { cause });
  }
}
