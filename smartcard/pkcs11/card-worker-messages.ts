import type { AgentErrorCode } from '../problems.js';
import type { AuthenticationOrder, CardChoice, DocumentOrder } from './card-access.js';

/** What the agent asks of the card's thread. */
export type WorkerRequest = { readonly modulePaths: readonly string[] } & (
  | { readonly operation: 'listReaders' }
  | {
      readonly operation: 'watchReaders';
      readonly known: string | undefined;
      /** Shared memory; anything but 0 in its first place ends the watch. */
      readonly giveWay: Int32Array;
    }
  | { readonly operation: 'readSignatureCard'; readonly choice: CardChoice }
  | { readonly operation: 'readDocumentCard'; readonly choice: CardChoice }
  | { readonly operation: 'authenticate'; readonly order: AuthenticationOrder }
  | { readonly operation: 'signDocument'; readonly order: DocumentOrder }
);

/** What the card's thread answers; errors as plain data, since classes do not cross threads. */
export type WorkerAnswer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly code: AgentErrorCode;
      readonly triesLeft: number | undefined;
      readonly detail: string | undefined;
    };
