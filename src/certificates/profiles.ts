import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** One kind of card that may log in. */
export type CardProfile = z.infer<typeof profileShape>;

/** A kind of card that may not, known so that the refusal can say which card it is. */
export type RefusedCard = z.infer<typeof refusedShape>;

/** All kinds of cards that are known. */
export type CardProfiles = z.infer<typeof profilesShape>;

/** The profiles that come with the gateway: `citizen` and `medical`. */
export const shippedProfilesFile = fileURLToPath(new URL('./profiles.json', import.meta.url));

/**
 * Reads a file of profiles, in the shape of the shipped one.
 *
 * @throws TypeError with a sentence that names the file and what must be mended
 */
export async function loadProfiles(file: string = shippedProfilesFile): Promise<CardProfiles> {
  const text = await readFile(file, 'utf8');
  try {
    return profilesShape.parse(JSON.parse(text));
  } catch (error) {
    throw new TypeError(`${file} is no file of card profiles: ${describe(error)}`);
  }
}

/**
 * The kinds of cards of an installation: its own `profiles.json` where there is one, else the shipped one.
 *
 * @param directory the folder with the files of trust
 * @throws TypeError like `loadProfiles`
 */
export async function loadProfilesOf(directory: string): Promise<CardProfiles> {
  const own = join(directory, 'profiles.json');
  return loadProfiles((await isThere(own)) ? own : shippedProfilesFile);
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** A profile that asks nothing of subject or policies: for certificates of other countries, never for a login. */
export const anyCard: CardProfiles = {
  testPolicies: [],
  profiles: [
    {
      name: 'none',
      title: '',
      subjectTypes: [],
      requiredPolicies: [],
      forbiddenPolicies: [],
      serialNumber: /^/,
      idLast4: 'ignored',
      issuerKeyIds: [],
    },
  ],
  refusedCards: [],
};

const dotted = z.string().regex(/^[0-2](?:\.[0-9]+)+$/);

/** The text of a regular expression, compiled once here. */
const pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text, 'u');
  } catch {
    context.addIssue('is no regular expression');
    return z.NEVER;
  }
});

const profileShape = z.object({
  name: z.string().regex(/^[a-z][a-z-]{0,19}$/),
  /** For the operator who reads the file. */
  title: z.string(),
  /** Values of the subject-type attribute; empty matches every card. */
  subjectTypes: z.array(dotted),
  /** One of these must be there; empty asks for none. */
  requiredPolicies: z.array(dotted),
  forbiddenPolicies: z.array(dotted),
  /** What the subject's countryName must be. */
  country: z.string().optional(),
  /** Pattern of the subject's serialNumber; an empty text asks for none. */
  serialNumber: pattern,
  /** Whether the card carries the last four characters of the holder's ID number; `ignored` does not read them. */
  idLast4: z.enum(['required', 'optional', 'ignored']),
  /** Key identifiers of the authorities that issue this card; empty takes every authority of the trust list. */
  issuerKeyIds: z.array(z.string().regex(/^[0-9a-f]+$/)),
});

const refusedShape = z.object({
  code: z.enum(['ERR_CARD_BUSINESS', 'ERR_CARD_INSTITUTION']),
  title: z.string(),
  subjectTypes: z.array(dotted),
  /** Beginnings of the issuer's organizationalUnitName, for cards without a subject type. */
  issuerUnits: z.array(z.string().min(1)),
});

const profilesShape = z.object({
  testPolicies: z.array(dotted),
  profiles: z.array(profileShape).min(1),
  refusedCards: z.array(refusedShape),
});

function describe(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
