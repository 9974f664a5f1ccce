import type { Request, Response } from 'express';
import { type Language, problemSentence } from '../../locales/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import {
  actedBy,
  actorOf,
  formOf,
  type Route,
  readForm,
  requireFormToken,
  requireStillSignedIn,
  visitOf,
} from '../../web/index.js';
import { applyPreparedImport, findPreparedImport, prepareImport } from '../import/prepared-imports.js';
import { type InstitutionServices, whoOverseesInstitutions } from '../services.js';
import { describePlan } from './describe-plan.js';

/** Importing the open-data file: choosing it, looking at what it changes, applying that. */
export function importRoutes({ db, clock, randomBytes, render }: InstitutionServices): readonly Route[] {
  const who = whoOverseesInstitutions;

  const showForm = (request: Request, response: Response, problem?: Problem) =>
    render(request, response, 'institutions/views/import.njk', {
      problem: problem === undefined ? undefined : atField(problem),
      rows: rowsToMend(visitOf(request).language, problem?.fields ?? []),
    });

  async function showPreview(request: Request, response: Response, problem?: Problem): Promise<void> {
    const { accountId } = actorOf(request);
    const prepared = await findPreparedImport(db, handleOf(request), { accountId, at: clock() });
    render(request, response, 'institutions/views/preview.njk', {
      prepared,
      plan: describePlan(prepared.plan),
      problem,
    });
  }

  return [
    {
      method: 'get',
      path: '/agency/institutions/import',
      who,
      takes: 'nothing',
      handle: (request, response) => showForm(request, response),
    },
    {
      method: 'post',
      path: '/agency/institutions/import',
      who,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        try {
          const file = await readFile(request);
          await requireStillSignedIn(request);
          const { accountId } = actorOf(request);
          const by = { ...actedBy(request), at: clock(), accountId, randomBytes };
          const handle = await prepareImport(db, file, by);
          response.redirect(303, `/agency/institutions/import/${handle}`);
        } catch (problem) {
          if (!(problem instanceof Problem) || !belongsToForm(problem)) throw problem;
          // The rest of a file that is refused is not read.
          response.setHeader('Connection', 'close');
          showForm(request, response, problem);
        }
      },
    },
    {
      method: 'get',
      path: '/agency/institutions/import/:handle',
      who,
      takes: 'nothing',
      handle: (request, response) => showPreview(request, response),
    },
    {
      method: 'post',
      path: '/agency/institutions/import/:handle',
      who,
      takes: 'form',
      async handle(request, response) {
        const { accountId } = actorOf(request);
        const asked = { handle: handleOf(request), fingerprint: formOf(request).text('fingerprint') };
        try {
          await applyPreparedImport(db, asked, { ...actedBy(request), at: clock(), accountId });
          response.redirect(303, '/agency/institutions?done=imported');
        } catch (problem) {
          const isChanged = problem instanceof Problem && problem.code === 'ERR_INSTITUTION_IMPORT_CHANGED';
          if (!isChanged) throw problem;
          await showPreview(request, response, problem);
        }
      },
    },
  ];
}

/** The open data have some hundred kilobytes. */
const mostBytes = 5_000_000;
const idleMilliseconds = 30_000;

async function readFile(request: Request): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  // A line that has gone silent is cut.
  request.setTimeout(idleMilliseconds, () => request.destroy());
  const check = (fields: ReadonlyMap<string, string>) => requireFormToken(request, fields.get('_csrf'));
  const file = await readForm(request, check, async (name, stream) => {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of stream) {
      size += part.length;
      if (size > mostBytes) {
        throw new Problem('ERR_INSTITUTION_FILE_SIZE', { params: { megabytes: mostBytes / 1_000_000 } });
      }
      parts.push(part);
    }
    return { name, bytes: Buffer.concat(parts) };
  });
  request.setTimeout(0);
  // A browser sends a nameless empty file when none was chosen.
  if (file === undefined || file.bytes.length === 0) throw new Problem('ERR_INSTITUTION_FILE_MISSING');
  return file;
}

function handleOf(request: Request): string {
  return String(request.params.handle);
}

const formCodes: ReadonlySet<string> = new Set([
  'ERR_INSTITUTION_FILE_MISSING',
  'ERR_INSTITUTION_FILE_SIZE',
  'ERR_INSTITUTION_FILE',
  'ERR_INSTITUTION_COLUMN',
  'ERR_INSTITUTION_ROWS',
]);

function belongsToForm({ code }: Problem): boolean {
  return formCodes.has(code);
}

function atField({ code, params }: Problem): Problem {
  return new Problem(code, { params, fields: [{ field: 'file', code, params }] });
}

/** More than that nobody mends from a page. */
const mostRows = 50;

function rowsToMend(language: Language, fields: readonly FieldProblem[]) {
  return fields
    .slice(0, mostRows)
    .map((fault) => ({ row: fault.field.replace('row-', ''), text: problemSentence(language, fault) }));
}
