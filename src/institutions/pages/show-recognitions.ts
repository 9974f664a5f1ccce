import type { Translate } from '../../locales/index.js';
import type { Recognition, RecognitionKind } from '../institution.js';
import { type Standing, standingOf } from '../recognition/standing.js';

/** One line for each kind: until when it is recognised, or since when not. */
export function describeRecognitions(
  recognitions: readonly Recognition[],
  today: string,
  t: Translate,
): string {
  const kinds = [...new Set(recognitions.map(({ kind }) => kind))];
  const lines = kinds.map((kind) =>
    t('institutions.kind-standing', {
      kind: kindText(kind, t),
      ...paramsOf(standingOf(recognitions, kind, today)),
    }),
  );
  return lines.join(t('institutions.between'));
}

/** The name of a kind. */
export function kindText(kind: RecognitionKind, t: Translate): string {
  return t('institutions.kind', { kind });
}

function paramsOf(standing: Standing): { readonly state: string; readonly day: string } {
  switch (standing.state) {
    case 'recognised':
      return standing.until === null
        ? { state: 'unlimited', day: '' }
        : { state: 'recognised', day: standing.until };
    case 'future':
      return { state: 'future', day: standing.from };
    case 'ended':
      return { state: 'ended', day: standing.since };
    case 'never':
      return { state: 'never', day: '' };
  }
}
