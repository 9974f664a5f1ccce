import { explicit, integer, sequence, time } from '../../../src/demo/pki/der.js';
import { authorityKeyIdentifier, crlNumber } from '../../../src/demo/pki/extensions.js';
import { encodeName } from '../../../src/demo/pki/names.js';
import { sha256WithRsa, signStructure } from '../../../src/demo/pki/sign.js';
import { day, now, type TestAuthority } from './small-pki.js';

/** A signed CRL put together from encodings, for lists that no authority would write. An empty list leaves a part out. */
export function issueRawCrl(
  issuer: TestAuthority,
  parts: {
    readonly entries?: readonly Buffer[];
    readonly extensions?: readonly Buffer[];
    readonly number?: readonly Buffer[];
    readonly nextUpdate?: readonly Buffer[];
  },
): Buffer {
  const content = sequence(
    integer(1),
    sha256WithRsa,
    encodeName(issuer.name),
    time(new Date(now.getTime() - day)),
    ...(parts.nextUpdate ?? [time(new Date(now.getTime() + 6 * day))]),
    ...(parts.entries === undefined ? [] : [sequence(...parts.entries)]),
    explicit(
      0,
      sequence(
        authorityKeyIdentifier(issuer.keys.keyId),
        ...(parts.number ?? [crlNumber(1)]),
        ...(parts.extensions ?? []),
      ),
    ),
  );
  return signStructure(content, issuer.keys.privateKey);
}
