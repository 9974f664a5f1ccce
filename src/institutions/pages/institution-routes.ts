import { taipeiDate } from '../../clock.js';
import { Problem } from '../../problems/index.js';
import type { Route } from '../../web/index.js';
import type { Recognition } from '../institution.js';
import { endingSoon } from '../recognition/standing.js';
import { type InstitutionServices, whoOverseesInstitutions } from '../services.js';
import { findInstitution } from '../store.js';

/** One institution: its master data, its recognitions with their periods, its accounts. */
export function institutionPageRoutes({
  db,
  clock,
  render,
  accountsOf,
}: InstitutionServices): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/agency/institutions/:code',
      who: whoOverseesInstitutions,
      takes: 'nothing',
      async handle(request, response) {
        const code = String(request.params.code);
        const institution = await findInstitution(db, code);
        if (institution === undefined) throw new Problem('ERR_INSTITUTION_UNKNOWN', { params: { code } });
        const today = taipeiDate(clock());
        render(request, response, 'institutions/views/institution.njk', {
          institution,
          recognitions: institution.recognitions.map((recognition) => ({
            ...recognition,
            state: stateOn(recognition, today),
          })),
          ending: endingSoon(institution.recognitions, today),
          accounts: await accountsOf(db, institution.id),
        });
      },
    },
  ];
}

function stateOn({ validFrom, validUntil }: Recognition, today: string): 'recognised' | 'future' | 'ended' {
  if (validFrom !== null && validFrom > today) return 'future';
  return validUntil !== null && validUntil < today ? 'ended' : 'recognised';
}
