import type { FieldProblem } from '../../problems/index.js';
import type { Application, ApplicationItem } from '../application.js';
import { mostWords, type ReturnReason, reasonThatNeedsWords } from '../return-reasons.js';

/** What a reviewer decides about one account of an application. */
export type ItemDecision =
  | { readonly itemId: number; readonly outcome: 'approve' }
  | {
      readonly itemId: number;
      readonly outcome: 'return';
      readonly reasons: readonly ReturnReason[];
      /** In the reviewer's own words; empty for none. */
      readonly words: string;
    };

/** Approves every account. */
export function approveAll({ items }: Pick<Application, 'items'>): readonly ItemDecision[] {
  return items.map(({ id }) => ({ itemId: id, outcome: 'approve' }));
}

/** Returns the whole application for the same reasons. */
export function returnAll(
  { items }: Pick<Application, 'items'>,
  reasons: readonly ReturnReason[],
  words: string,
): readonly ItemDecision[] {
  return items.map(({ id }) => ({ itemId: id, outcome: 'return', reasons, words }));
}

/**
 * What must be mended of a decision: every account is decided, what is returned has a reason, and `other` has words. Pure.
 * The fields are `items-1-outcome`, `items-1-reasons`, `items-1-words` ….
 */
export function findDecisionFaults(
  items: readonly ApplicationItem[],
  decisions: readonly ItemDecision[],
): readonly FieldProblem[] {
  return items.flatMap((item): FieldProblem[] => {
    const field = `items-${item.position + 1}`;
    const decision = decisions.find(({ itemId }) => itemId === item.id);
    if (decision === undefined) {
      const params = { userName: item.userName ?? '' };
      return [{ field: `${field}-outcome`, code: 'ERR_APPLICATION_ITEM_UNDECIDED', params }];
    }
    return decision.outcome === 'approve' ? [] : faultsOfReturn(field, decision);
  });
}

function faultsOfReturn(
  field: string,
  { reasons, words }: Extract<ItemDecision, { outcome: 'return' }>,
): FieldProblem[] {
  const faults: FieldProblem[] = [];
  if (reasons.length === 0)
    faults.push({ field: `${field}-reasons`, code: 'ERR_APPLICATION_REASON_MISSING' });
  if (reasons.includes(reasonThatNeedsWords) && words.trim() === '') {
    faults.push({ field: `${field}-words`, code: 'ERR_APPLICATION_WORDS_MISSING' });
  }
  if ([...words].length > mostWords) {
    faults.push({ field: `${field}-words`, code: 'ERR_APPLICATION_WORDS_LONG', params: { most: mostWords } });
  }
  return faults;
}
