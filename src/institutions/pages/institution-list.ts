import type { Knex } from 'knex';
import { taipeiDate } from '../../clock.js';
import type { Translate } from '../../locales/index.js';
import type { Route } from '../../web/index.js';
import { type List, listRoutes, type Tone } from '../../web/lists/index.js';
import type { Institution } from '../institution.js';
import { addDays } from '../recognition/days.js';
import { warningDays } from '../recognition/standing.js';
import { type InstitutionServices, whoOverseesInstitutions } from '../services.js';
import { type InstitutionRow, withRecognitions } from '../store.js';
import { type OverallStanding, overallStanding } from './overall-standing.js';
import { describeRecognitions } from './show-recognitions.js';

/** The list of recognised institutions, as a page and as files. */
export function institutionListRoutes(services: InstitutionServices): readonly Route[] {
  return listRoutes(services, {
    path: '/agency/institutions',
    who: whoOverseesInstitutions,
    view: 'institutions/views/list.njk',
    list: () => institutionList(taipeiDate(services.clock())),
    model: async (request) => ({ done: request.query.done }),
  });
}

function institutionList(today: string): List<InstitutionRow, Institution> {
  return {
    name: 'institutions',
    title: 'institutions.title',
    nothingYet: 'institutions.empty',
    from: (db) => db('institutions'),
    select: ['institutions.*'],
    id: 'institutions.id',
    read: withRecognitions,
    order: { by: 'code', direction: 'ascending' },
    filters: [
      {
        kind: 'text',
        key: 'q',
        label: 'institutions.search',
        in: [
          { column: 'institutions.code', how: 'starts' },
          { column: 'institutions.name', how: 'contains' },
        ],
      },
      {
        kind: 'text',
        key: 'county',
        label: 'institutions.county',
        in: [{ column: 'institutions.county', how: 'contains' }],
      },
      {
        kind: 'choice',
        key: 'standing',
        label: 'institutions.standing',
        options: (['ending', 'ended'] as const).map((value) => ({
          value,
          text: (t) => standingText(value, t),
        })),
        column: (query, value) => narrow[value === 'ending' ? 'ending' : 'ended'](query, today),
      },
    ],
    columns: [
      {
        kind: 'text',
        key: 'code',
        heading: 'institutions.code',
        sort: 'institutions.code',
        look: 'code',
        value: ({ code }) => code,
        href: ({ code }) => `/agency/institutions/${code}`,
      },
      {
        kind: 'text',
        key: 'name',
        heading: 'institutions.name',
        sort: 'institutions.name',
        value: ({ name }) => name,
      },
      { kind: 'text', key: 'county', heading: 'institutions.county', value: ({ county }) => county },
      {
        kind: 'text',
        key: 'recognitions',
        heading: 'institutions.recognitions',
        value: ({ recognitions }, t) => describeRecognitions(recognitions, today, t),
      },
      {
        kind: 'tag',
        key: 'standing',
        heading: 'institutions.standing',
        value: ({ recognitions }, t) => standingText(overallStanding(recognitions, today), t),
        tone: ({ recognitions }) => tones[overallStanding(recognitions, today)],
      },
    ],
  };
}

function standingText(standing: OverallStanding, t: Translate): string {
  return t('institutions.standing-name', { standing });
}

const tones: Readonly<Record<OverallStanding, Tone>> = {
  recognised: 'good',
  ending: 'waiting',
  future: 'plain',
  ended: 'bad',
  never: 'bad',
};

type Narrow = (query: Knex.QueryBuilder, today: string) => void;

const narrow: Readonly<Record<'ending' | 'ended', Narrow>> = {
  /** A period that ends soon, with none of the same kind that goes on behind it. */
  ending: (query, today) =>
    query.whereExists((soon) =>
      soon
        .from('institution_recognitions as soon')
        .whereRaw('soon.institution_id = institutions.id')
        .whereBetween('soon.valid_until', [today, addDays(today, warningDays)])
        .whereNotExists((longer) =>
          longer
            .from('institution_recognitions as longer')
            .whereRaw('longer.institution_id = soon.institution_id AND longer.kind = soon.kind')
            .whereRaw('(longer.valid_until IS NULL OR longer.valid_until > soon.valid_until)'),
        ),
    ),
  /** Nothing that is in force today or will be. */
  ended: (query, today) =>
    query.whereNotExists((valid) =>
      valid
        .from('institution_recognitions as valid')
        .whereRaw('valid.institution_id = institutions.id')
        .where((still) => still.whereNull('valid.valid_until').orWhere('valid.valid_until', '>=', today)),
    ),
};
