import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { inTransaction, isDuplicate } from '../../database/index.js';
import { type Translate, translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import {
  actorOf,
  formOf,
  type Route,
  readForm,
  requireFormToken,
  requireStillSignedIn,
  visitOf,
} from '../../web/index.js';
import { type ExamKind, isExamKind } from '../schema/kinds.js';
import type { ReportServices } from '../services.js';
import { longestMapping } from './mapping.js';
import { faultSentence } from './mapping-fault.js';
import { keepMapping, listMappings } from './mapping-store.js';
import { previewMapping } from './preview-mapping.js';
import { readMapping } from './read-mapping.js';

/** Pages on which a manager says how the institution names its columns: text or file, preview, versions. */
export function mappingRoutes(services: ReportServices): readonly Route[] {
  const { db, clock, render } = services;

  async function show(request: Request, response: Response, model: Model = {}): Promise<void> {
    const kind = kindOf(request);
    const versions = await listMappings(db, institutionOf(request).id, kind);
    const [latest] = versions;
    render(request, response, 'reports/views/mapping.njk', {
      kind,
      versions,
      latest,
      limit: longestMapping,
      values: { text: latest?.content ?? beginning(kind) },
      done: typeof request.query.done === 'string' ? request.query.done : undefined,
      ...model,
    });
  }

  /** What a text would mean, or what is wrong in it; nothing is kept. */
  async function showRead(
    request: Request,
    response: Response,
    { text, field }: { readonly text: string; readonly field: 'text' | 'file' },
  ): Promise<void> {
    const kind = kindOf(request);
    const values = { text };
    const read = readMapping(text);
    if ('faults' in read) {
      const t: Translate = (key, params) => translate(visitOf(request).language, key, params);
      const faults = read.faults.slice(0, mostFaults).map((fault) => ({
        line: fault.line,
        sentence: faultSentence(t, fault),
      }));
      const problem = at(field, new Problem('ERR_MAPPING_FAULTS', { params: { count: read.faults.length } }));
      return show(request, response, { values, faults, problem });
    }
    if (read.kind !== kind) {
      return show(request, response, { values, problem: at(field, new Problem('ERR_MAPPING_OTHER_KIND')) });
    }
    const { leftOut } = read.mapping;
    await show(request, response, {
      values,
      preview: { lines: previewMapping(kind, read.mapping), leftOut },
    });
  }

  async function keep(request: Request, kind: ExamKind, content: string | null): Promise<number> {
    const { accountId } = actorOf(request);
    const choice = { institution: institutionOf(request), kind, accountId, content };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(db, (trx) => keepMapping(trx, choice, actedBy(request), clock()));
      } catch (error) {
        // Another manager has kept a version in the same moment; this one comes after it.
        if (!isDuplicate(error) || attempt === mostAttempts) throw error;
      }
    }
  }

  const who = ['manager'] as const;
  return [
    {
      method: 'get',
      path: '/submissions/mappings/:kind',
      who,
      takes: 'nothing',
      handle: (request, response) => show(request, response),
    },
    {
      method: 'get',
      path: '/submissions/mappings/:kind/:version.json',
      who,
      takes: 'nothing',
      async handle(request, response) {
        const kind = kindOf(request);
        const versions = await listMappings(db, institutionOf(request).id, kind);
        const one = versions.find(({ version }) => String(version) === request.params.version);
        if (one === undefined || one.content === null) throw new Problem('ERR_NOT_FOUND');
        beginDownload(response, {
          type: 'application/json; charset=utf-8',
          fileName: `mapping-${kind}-${one.version}.json`,
        });
        response.send(one.content);
      },
    },
    {
      method: 'post',
      path: '/submissions/mappings/:kind',
      who,
      takes: 'form',
      async handle(request, response) {
        const kind = kindOf(request);
        const form = formOf(request);
        const step = form.text('step');
        if (step === 'stop') {
          const [latest] = await listMappings(db, institutionOf(request).id, kind);
          if (latest?.content) await keep(request, kind, null);
          return response.redirect(303, `/submissions/mappings/${kind}?done=stopped`);
        }
        // As typed: the version that is kept is the one that was shown.
        const text = form.secret('text').replaceAll('\r\n', '\n');
        const read = readMapping(text);
        if (step !== 'keep' || 'faults' in read || read.kind !== kind) {
          return showRead(request, response, { text, field: 'text' });
        }
        await keep(request, kind, text);
        response.redirect(303, `/submissions/mappings/${kind}?done=kept`);
      },
    },
    {
      method: 'post',
      path: '/submissions/mappings/:kind/file',
      who,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        kindOf(request);
        try {
          const text = await readFile(request);
          await requireStillSignedIn(request);
          await showRead(request, response, { text, field: 'file' });
        } catch (problem) {
          if (!(problem instanceof Problem) || !fileCodes.has(problem.code)) throw problem;
          // The rest of a file that is refused is not read.
          response.setHeader('Connection', 'close');
          await show(request, response, { problem: at('file', problem) });
        }
      },
    },
  ];
}

type Model = Readonly<Record<string, unknown>>;

const mostAttempts = 5;

/** More help nobody; the number says how many there are. */
const mostFaults = 50;

/** In UTF-8 a character of a mapping takes four bytes at most. */
const mostBytes = 4 * longestMapping;
const idleMilliseconds = 30_000;
const fileCodes: ReadonlySet<string> = new Set([
  'ERR_MAPPING_FILE_SIZE',
  'ERR_MAPPING_FILE_MISSING',
  'ERR_MAPPING_FILE_ENCODING',
]);

async function readFile(request: Request): Promise<string> {
  // A line that has gone silent is cut.
  request.setTimeout(idleMilliseconds, () => request.destroy());
  const check = (fields: ReadonlyMap<string, string>) => requireFormToken(request, fields.get('_csrf'));
  const bytes = await readForm(request, check, async (_name, stream) => {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of stream) {
      size += part.length;
      if (size > mostBytes)
        throw new Problem('ERR_MAPPING_FILE_SIZE', { params: { characters: longestMapping } });
      parts.push(part);
    }
    return Buffer.concat(parts);
  });
  request.setTimeout(0);
  // A browser sends a nameless empty file when none was chosen.
  if (bytes === undefined || bytes.length === 0) throw new Problem('ERR_MAPPING_FILE_MISSING');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new Problem('ERR_MAPPING_FILE_ENCODING', { cause });
  }
}

function at(field: 'text' | 'file', { code, params }: Problem): Problem {
  return new Problem('ERR_FIELDS', { fields: [{ field, code, params }] });
}

function kindOf(request: Request): ExamKind {
  const { kind } = request.params;
  if (!isExamKind(kind)) throw new Problem('ERR_NOT_FOUND');
  return kind;
}

function institutionOf(request: Request) {
  const { institution } = actorOf(request);
  if (institution === null) throw new Problem('ERR_NOT_ALLOWED');
  return institution;
}

/** What stands in the field before there is a mapping: a beginning to be changed. */
function beginning(kind: ExamKind): string {
  const columns = { 證號: 'worker_id', 性別代碼: { column: 'sex', codes: { '1': 'M', '2': 'F' } } };
  return `${JSON.stringify({ mapping: 1, kind, columns, leaveOut: ['病歷號'] }, null, 2)}\n`;
}
