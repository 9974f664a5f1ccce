import type { Form } from '../../web/index.js';
import type { ApplicationItem } from '../application.js';
import { isReturnReason } from '../return-reasons.js';
import type { ItemDecision } from '../rules/decision.js';

/**
 * The decisions that a reviewer ticked, one for each account that was decided. Fields as `findDecisionFaults` names them:
 * `items-1-outcome`, `items-1-reasons`, `items-1-words` ….
 */
export function readDecisions(form: Form, items: readonly ApplicationItem[]): readonly ItemDecision[] {
  return items.flatMap(({ id, position }): ItemDecision[] => {
    const field = `items-${position + 1}`;
    const outcome = form.text(`${field}-outcome`);
    if (outcome === 'approve') return [{ itemId: id, outcome }];
    if (outcome !== 'return') return [];
    const reasons = form.all(`${field}-reasons`).filter(isReturnReason);
    return [{ itemId: id, outcome, reasons, words: form.text(`${field}-words`) }];
  });
}

/** What was typed, by field name, for the form to come back as it was. */
export function typedDecisions(
  form: Form,
  items: readonly ApplicationItem[],
): Readonly<Record<string, unknown>> {
  const typed = items.flatMap(({ position }) => {
    const field = `items-${position + 1}`;
    return [
      [`${field}-outcome`, form.text(`${field}-outcome`)],
      [`${field}-reasons`, form.all(`${field}-reasons`)],
      [`${field}-words`, form.text(`${field}-words`)],
    ] as const;
  });
  return Object.fromEntries(typed);
}
