import { type CardRequest, type CardUseParts, useCard } from '../authentication/use-card.js';
import type { Clock } from '../clock.js';
import type { DocumentDigest } from '../cms/document-digest.js';
import type { CardAccess } from '../pkcs11/card-access.js';

export interface DocumentRequest extends CardRequest {
  /** Who asks, as the browser serializes it; undefined when the person's own command does. */
  readonly origin: string | undefined;
  /** Shown to the person; not part of the signature. */
  readonly name: string;
  readonly digest: DocumentDigest;
}

export interface DocumentParts extends CardUseParts {
  readonly cards: CardAccess;
  readonly clock: Clock;
}

/** A signed document without the document. */
export interface DocumentSignature {
  /** Base64 of a CMS SignedData in DER: detached, CAdES baseline B. */
  readonly signature: string;
  /** Base64 of the signer's certificate in DER. */
  readonly certificate: string;
}

/**
 * One signature of one document by the card's key for documents, or else by the one that logs in.
 *
 * @throws AgentProblem for everything that can go wrong with card, PIN and person
 */
export function signDocument(parts: DocumentParts, request: DocumentRequest): Promise<DocumentSignature> {
  const { cards, clock } = parts;
  const { origin, name, digest } = request;
  return useCard(
    parts,
    {
      purpose: { kind: 'document', name, digest },
      origin,
      read: (choice) => cards.readDocumentCard(choice),
      sign: async (card, pin) => {
        const { readerId, tokenSerial, certificate } = card;
        const order = { readerId, tokenSerial, certificate, digest, signingTime: clock(), pin };
        return { signature: base64(await cards.signDocument(order)), certificate: base64(certificate) };
      },
    },
    request,
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
