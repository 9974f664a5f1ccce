import type { Translate } from '../../../locales/index.js';
import type { List, Tone } from '../../../web/lists/index.js';
import { type Proposal, type ProposalState, proposalStates } from '../proposal.js';
import { type ProposalRow, toProposal } from '../proposal-store.js';
import { shortNameOf } from '../subject-of.js';

/** Every proposal that was ever made, the latest first. */
export const proposalList: List<ProposalRow, Proposal> = {
  name: 'trust-proposals',
  title: 'trust.proposals.title',
  nothingYet: 'trust.proposals.empty',
  from: (db) => db('trust_proposals'),
  select: ['trust_proposals.*'],
  id: 'trust_proposals.id',
  read: (_db, rows) => rows.map(toProposal),
  order: { by: 'proposed', direction: 'descending' },
  filters: [
    {
      kind: 'choice',
      key: 'state',
      label: 'trust.proposal.state-label',
      column: 'trust_proposals.state',
      options: proposalStates.map((value) => ({ value, text: (t) => stateText(value, t) })),
    },
    {
      kind: 'text',
      key: 'who',
      label: 'trust.proposal.who',
      in: [
        { column: 'trust_proposals.proposer', how: 'contains' },
        { column: 'trust_proposals.decider', how: 'contains' },
      ],
    },
    {
      kind: 'dates',
      key: 'proposed',
      label: 'trust.proposal.proposed-at',
      column: 'trust_proposals.proposed_at',
      holds: 'time',
    },
  ],
  columns: [
    {
      kind: 'text',
      key: 'number',
      heading: 'trust.proposal.number',
      look: 'code',
      value: ({ id }) => String(id),
      href: ({ id }) => `/trust/proposals/${id}`,
    },
    {
      kind: 'text',
      key: 'change',
      heading: 'trust.change.label',
      look: 'name',
      value: ({ change }, t) => t('trust.change.what', { change: change.kind }),
    },
    {
      kind: 'text',
      key: 'certificate',
      heading: 'trust.certificate',
      value: ({ change }) => shortNameOf(change.authority.certificate),
    },
    {
      kind: 'text',
      key: 'fingerprint',
      heading: 'trust.fingerprint',
      only: 'file',
      value: ({ change }) => change.authority.certificate.fingerprint,
    },
    {
      kind: 'tag',
      key: 'state',
      heading: 'trust.proposal.state-label',
      sort: 'trust_proposals.state',
      value: ({ state }, t) => stateText(state, t),
      tone: ({ state }) => tones[state],
    },
    {
      kind: 'text',
      key: 'proposer',
      heading: 'trust.proposal.proposer',
      sort: 'trust_proposals.proposer',
      value: ({ proposer: { accountId, userName } }, t) =>
        accountId === null ? t('trust.proposal.operator', { name: userName }) : userName,
    },
    {
      kind: 'time',
      key: 'proposed',
      heading: 'trust.proposal.proposed-at',
      sort: 'trust_proposals.proposed_at',
      value: ({ proposedAt }) => proposedAt,
    },
    {
      kind: 'text',
      key: 'decider',
      heading: 'trust.proposal.decider',
      value: ({ decision }) => decision?.by ?? '',
    },
    {
      kind: 'text',
      key: 'reason',
      heading: 'trust.reason.label',
      only: 'file',
      value: ({ reason }) => reason,
    },
  ],
};

const tones: Readonly<Record<ProposalState, Tone>> = {
  waiting: 'waiting',
  approved: 'good',
  refused: 'bad',
  withdrawn: 'plain',
  lapsed: 'plain',
};

function stateText(state: ProposalState, t: Translate): string {
  return t('trust.proposal.state', { state });
}
