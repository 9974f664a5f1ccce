import { translate } from '../locales/index.js';
import { transitions } from './transitions.js';
import { ways } from './ways.js';
import { type WorkflowRule, workflowRules } from './workflow-rules.js';

/** `docs/account-workflow.md`: the tables the program works by, and each rule with the tests that prove it. */
export function workflowDocument(): string {
  return [
    '# The account workflow',
    '',
    'Made from `src/applications/` by `node scripts/write-account-workflow.mjs`; do not edit by hand. A rule without a test is a',
    'gap and says so. Every cell, every arrow and every arrow that is not there is tested in `test/applications/`.',
    '',
    '## Ways',
    '',
    'A form that asks for several things goes by letter if one of them does; filed without login it always does.',
    '',
    ...table(
      ['application', 'account', 'way', 'who may file'],
      ways.map(({ request, role, way, filers }) => [
        t(`applications.request.${request}`),
        role,
        t(`applications.way.${way}`),
        filers.map((filer) => t(`applications.filer.${filer}`)).join('; '),
      ]),
    ),
    '',
    '## Transitions',
    '',
    ...table(
      ['from', 'event', 'to', 'way', 'by'],
      transitions.map(({ from, event, to, way, by }) => [
        `\`${from}\``,
        t(`applications.event.${event}`),
        `\`${to}\``,
        way ?? 'both',
        by.map((capacity) => t(`applications.capacity.${capacity}`)).join('; '),
      ]),
    ),
    '',
    '## Rules',
    '',
    ...table(
      ['rule', 'proven by'],
      workflowRules.map((rule) => [t(`applications.rule.${rule.id}`), proofsOf(rule)]),
    ),
    '',
  ].join('\n');
}

function t(key: string): string {
  return translate('en', key);
}

function proofsOf({ provenBy }: WorkflowRule): string {
  if (provenBy.length === 0) return '**gap**';
  return provenBy.map(([file, name]) => `\`test/${file}\`: ${name}`).join('<br>');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
