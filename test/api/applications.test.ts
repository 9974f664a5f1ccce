import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/api/index.js';
import { readCursor, writeCursor } from '../../src/api/requests/cursor.js';
import { problem } from '../../src/api/schemas/problem.js';
import { openPdf } from '../../src/pdf/index.js';
import { type Installation, startInstallation } from '../support/installation.js';

const root = '/api/v1/applications';

let installation: Installation;
let scan: Uint8Array;

beforeAll(async () => {
  installation = await startInstallation();
  const { canvas } = openPdf({ title: '用印申請表', language: 'zh-Hant', createdAt: new Date() });
  canvas.end();
  scan = await buffer(canvas);
}, 60_000);

afterAll(() => installation?.stop());

describe('a program that files', () => {
  it('is answered with the same application when it sends the same again at once', async () => {
    const key = { 'idempotency-key': '"twice"' };
    const [one, other] = await Promise.all([
      ask('manager01', 'post', root, { json: formFor('twice01'), headers: key }),
      ask('manager01', 'post', root, { json: formFor('twice01'), headers: key }),
    ]);
    expect([one.status, other.status, one.json.reference]).toEqual([201, 201, other.json.reference]);
    expect(await installation.gateway.db('applications').count({ n: '*' })).toEqual([{ n: 1 }]);
  });

  it('is refused when the same key comes with something else', async () => {
    const key = { 'idempotency-key': 'twice' };
    const answer = await ask('manager01', 'post', root, { json: formFor('twice02'), headers: key });
    expect([answer.status, answer.json.code]).toEqual([422, 'ERR_API_KEY_REUSED']);
  });

  it('is told every member that is missing, unknown or of another kind', async () => {
    const { filler: _filler, ...form } = formFor('member01');
    const [account] = form.accounts;
    const json = { ...form, accounts: [{ ...account, ranges: '203.69.20.1' }], colour: 'red' };
    const answer = await ask('manager01', 'post', root, { json });
    expect(problem.safeParse(answer.json).success).toBe(true);
    expect(fieldsOf(answer)).toEqual([
      ['accounts-1-ranges', 'ERR_API_MEMBER_FORM'],
      ['filler', 'ERR_API_MEMBER_MISSING'],
      ['colour', 'ERR_API_MEMBER_UNKNOWN'],
    ]);
  });

  it('is told what is wrong in the members by the sentences of the pages', async () => {
    const form = formFor('field01');
    const [account] = form.accounts;
    const json = { ...form, accounts: [{ ...account, email: 'nobody', ranges: ['10.0.0.1'] }] };
    expect(fieldsOf(await ask('manager01', 'post', root, { json }))).toEqual([
      ['accounts-1-email', 'ERR_ACCOUNT_EMAIL'],
      ['accounts-1-ranges-1', 'ERR_RANGE_PRIVATE'],
    ]);
  });

  it('must have accepted the declaration that holds now, and be let by the table of ways', async () => {
    const old = await ask('manager01', 'post', root, {
      json: { ...formFor('old01'), declaration: '2020-01' },
    });
    expect([old.status, old.json.code]).toEqual([422, 'ERR_APPLICATION_DECLARATION']);
    const reporter = await ask('reporter01', 'post', root, { json: formFor('ways01') });
    expect([reporter.status, reporter.json.code]).toEqual([403, 'ERR_APPLICATION_FILER']);
  });

  it('begins again from what was returned, and from nothing else', async () => {
    const first = await underReview('again01');
    const early = { ...formFor('again02'), previous: first.json.reference };
    const answer = await ask('manager01', 'post', root, { json: early });
    expect([answer.status, answer.json.code]).toEqual([409, 'ERR_APPLICATION_STATE']);
    const all = { outcome: 'return', reasons: ['seal-missing'] };
    await ask('reviewer01', 'post', `${first.path}/decision`, { json: { all }, seen: first });
    const again = await ask('manager01', 'post', root, {
      json: { ...formFor('again01'), previous: first.json.reference },
    });
    expect(again).toMatchObject({ status: 201, json: { previous: first.json.reference } });
  });
});

describe('a version', () => {
  it('must be named, and the one that is', async () => {
    const { path } = await filed('version01');
    const without = await ask('manager01', 'post', `${path}/withdraw`);
    expect([without.status, without.json.code]).toEqual([428, 'ERR_API_IF_MATCH_MISSING']);
    for (const tag of ['*', '"99"', 'W/"3"', '3', '"3", "4"']) {
      const answer = await ask('manager01', 'post', `${path}/withdraw`, { headers: { 'if-match': tag } });
      expect(`${tag} ${answer.status}`).toBe(`${tag} ${tag === '*' ? 428 : 412}`);
    }
  });

  it('lets one of two decisions through; the other is told that somebody was faster', async () => {
    const seen = await underReview('race01');
    const decide = (all: object) =>
      ask('reviewer01', 'post', `${seen.path}/decision`, { json: { all }, seen });
    const answers = await Promise.all([
      decide({ outcome: 'approve' }),
      decide({ outcome: 'return', reasons: ['duplicate'] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const late = answers.find(({ status }) => status === 412);
    expect(late?.json.code).toBe('ERR_API_IF_MATCH');
  });

  it('is not asked for when nothing is decided on it: notes', async () => {
    const { path } = await underReview('note01');
    const answer = await ask('supervisor01', 'post', `${path}/notes`, { json: { text: '  ' } });
    expect(fieldsOf(answer)).toEqual([['note', 'ERR_APPLICATION_NOTE_MISSING']]);
  });
});

describe('a decision', () => {
  it('names accounts that are there, each once', async () => {
    const seen = await underReview('place01');
    const items = [1, 1, 2].map((position) => ({ position, outcome: 'approve' }));
    const answer = await ask('reviewer01', 'post', `${seen.path}/decision`, { json: { items }, seen });
    expect(fieldsOf(answer)).toEqual([
      ['items-2-position', 'ERR_API_MEMBER_FORM'],
      ['items-3-position', 'ERR_API_MEMBER_FORM'],
    ]);
    const nothing = await ask('reviewer01', 'post', `${seen.path}/decision`, { json: {}, seen });
    expect(fieldsOf(nothing)).toEqual([['items-1-outcome', 'ERR_APPLICATION_ITEM_UNDECIDED']]);
  });

  it('is not handed to somebody who does not review, by whatever name', async () => {
    const seen = await underReview('hand01');
    for (const userName of ['supervisor02', 'manager01', 'nobody']) {
      const answer = await ask('reviewer01', 'post', `${seen.path}/hand-over`, { json: { userName }, seen });
      expect([answer.status, answer.json.code]).toEqual([422, 'ERR_APPLICATION_COLLEAGUE']);
    }
  });
});

describe('a scan', () => {
  it('is refused with its reason, and leaves no file behind', async () => {
    const seen = await filed('scan01');
    const { db } = installation.gateway;
    const before = await db('documents').count({ n: '*' });
    const send = (bytes: Uint8Array, of = seen) =>
      ask('manager01', 'put', `${seen.path}/scan?fileName=a.pdf`, { bytes, seen: of });
    expect((await send(Buffer.from('no scan at all'))).json.code).toBe('ERR_SCAN_KIND');
    expect((await send(Buffer.alloc(0))).json.code).toBe('ERR_SCAN_MISSING');
    const stale = { ...seen, etag: '"99"' };
    expect((await send(scan, stale)).json.code).toBe('ERR_API_IF_MATCH');
    const early = await ask('manager01', 'post', `${seen.path}/submit`, { seen });
    expect([early.status, early.json.code]).toEqual([422, 'ERR_APPLICATION_SCAN_MISSING']);
    expect(await db('documents').count({ n: '*' })).toEqual(before);
  });
});

describe('what is not one’s own', () => {
  it('answers another institution like what does not exist, in every operation', async () => {
    const { path, etag } = await filed('foreign01');
    const { db } = installation.gateway;
    const own = await db('accounts').where({ user_name: 'manager01' }).first('institution_id');
    const other = await db('institutions').whereNot({ id: own.institution_id }).first('id');
    await db('accounts').where({ user_name: 'manager01' }).update({ institution_id: other.id });
    try {
      const theirs = operations.filter(
        ({ who, path: of }) => Array.isArray(who) && who.includes('manager') && of.includes('{reference}'),
      );
      expect(theirs).toHaveLength(7);
      for (const { id, method, path: template } of theirs) {
        const address = template.replace(`${root}/{reference}`, path);
        const missing = template.replace('{reference}', 'A1151122-7K3M9Q');
        const seen = { path, etag, json: {} };
        const bytes = id === 'upload-scan' ? { bytes: scan } : {};
        const [foreign, none] = [
          await ask('manager01', method, address, { seen, ...bytes }),
          await ask('manager01', method, missing, { seen, ...bytes }),
        ];
        expect([id, foreign.status, foreign.json.code]).toEqual([id, 404, 'ERR_APPLICATION_UNKNOWN']);
        expect({ ...foreign.json, reference: '' }).toEqual({ ...none.json, reference: '' });
      }
      expect((await ask('manager01', 'get', root)).json.applications).toEqual([]);
    } finally {
      await db('accounts').where({ user_name: 'manager01' }).update({ institution_id: own.institution_id });
    }
  });

  it('does not tell an institution who of the agency reviews', async () => {
    const { path } = await underReview('names01');
    expect((await ask('manager01', 'get', path)).json.reviewer).toBeNull();
    expect((await ask('reviewer01', 'get', path)).json.reviewer).toMatchObject({ userName: 'reviewer01' });
    const history = (await ask('manager01', 'get', `${path}/history`)).json.events as { actor: unknown }[];
    expect(history.at(-1)?.actor).toEqual({ userName: null, role: 'reviewer' });
  });
});

describe('the list', () => {
  it('is read from end to end, each application once, in every order', async () => {
    const all = (await ask('reviewer01', 'get', `${root}?limit=100`)).json.applications as {
      reference: string;
    }[];
    expect(all.length).toBeGreaterThan(4);
    for (const order of [
      'sort=reference&direction=ascending',
      'sort=dueDate',
      'sort=submittedAt&direction=ascending',
    ]) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { json } = await ask('reviewer01', 'get', `${root}?limit=2&${order}${cursor}`);
        seen.push(...(json.applications as { reference: string }[]).map(({ reference }) => reference));
        cursor = json.next === null ? '' : `&cursor=${json.next}`;
      } while (cursor !== '');
      expect(seen.slice().sort(), order).toEqual(all.map(({ reference }) => reference).sort());
    }
  });

  it.each([
    ['state=waiting', 'state-1', 'ERR_API_MEMBER_FORM'],
    ['stat=submitted', 'stat', 'ERR_API_MEMBER_UNKNOWN'],
    ['limit=0', 'limit', 'ERR_API_MEMBER_FORM'],
    ['limit=many', 'limit', 'ERR_API_MEMBER_FORM'],
    ['limit=1&limit=2', 'limit', 'ERR_API_MEMBER_FORM'],
    ['dueBefore=2026-02-30', 'dueBefore', 'ERR_API_MEMBER_FORM'],
    ['cursor=abc', 'cursor', 'ERR_API_CURSOR'],
    [
      `cursor=${writeCursor({ sort: 'dueDate', direction: 'ascending' }, { value: null, id: 1 })}`,
      'cursor',
      'ERR_API_CURSOR',
    ],
  ])('says what of a question it does not understand: %s', async (query, field, code) => {
    const answer = await ask('reviewer01', 'get', `${root}?${query}`);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [[field, code]]]);
  });

  it('takes back the cursors it gave, and nothing made up', () => {
    const order = { sort: 'dueDate', direction: 'ascending' };
    fc.assert(
      fc.property(
        fc.option(fc.string({ maxLength: 40 })),
        fc.integer({ min: 1, max: 2 ** 40 }),
        (value, id) => {
          expect(readCursor(order, writeCursor(order, { value, id }))).toEqual({ value, id });
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), (made) => {
        expect(() => readCursor(order, made)).toThrowError('ERR_FIELDS');
      }),
    );
  });
});

describe('a letter that comes with its scan', () => {
  const says = {
    institutionCode: '1268650500',
    senderNumber: '測醫字第1150002號',
    senderDate: '2026-11-20',
    ownNumber: '職安字第1150100號',
    ownDate: '2026-11-22',
  };

  async function post(as: string, seen: Seen, fields: object, file?: Uint8Array) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (file !== undefined) body.append('file', new Blob([Uint8Array.from(file)]), '函文.pdf');
    const answer = await fetch(`${installation.origin}${seen.path}/letter/scan`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokens.get(as)}`, 'if-match': seen.etag },
      body,
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  }

  it('is told what does not match, what the scan lacks, and that somebody was faster; nothing is kept then', async () => {
    const { json, etag } = await ask('manager01', 'post', root, {
      json: { ...formFor('letter01'), role: 'manager' },
    });
    const seen = { path: `${root}/${json.reference}`, json, etag };
    await ask('reviewer01', 'get', seen.path);
    const files = async () => {
      const found = [];
      for await (const { id } of installation.gateway.services.documents.list()) found.push(id);
      return found.sort();
    };
    const before = await files();
    const other = await post('reviewer01', seen, { ...says, institutionCode: '1111111111' }, scan);
    expect(fieldsOf(other).map(([field]) => field)).toEqual(['institutionCode']);
    const unknown = await post('reviewer01', seen, { ...says, colour: 'red' }, scan);
    expect(fieldsOf(unknown)).toEqual([['colour', 'ERR_API_MEMBER_UNKNOWN']]);
    expect((await post('reviewer01', seen, says)).json.code).toBe('ERR_SCAN_MISSING');
    expect((await post('reviewer01', seen, says, Buffer.from('no scan'))).json.code).toBe('ERR_SCAN_KIND');
    expect((await post('manager01', seen, says, scan)).status).toBe(403);
    const stale = await post('reviewer01', { ...seen, etag: '"99"' }, says, scan);
    expect([stale.status, stale.json.code]).toEqual([412, 'ERR_API_IF_MATCH']);
    expect([await files(), (await ask('manager01', 'get', seen.path)).json.state]).toEqual([
      before,
      'awaiting-letter',
    ]);
    const taken = await post('reviewer01', seen, says, scan);
    expect([taken.status, taken.json.state]).toEqual([201, 'letter-received']);
    const own = await fetch(`${installation.origin}${seen.path}/letter/scan`, {
      headers: { authorization: `Bearer ${await tokens.get('manager01')}` },
    });
    expect(own.status).toBe(403);
  });
});

interface Seen {
  readonly path: string;
  readonly etag: string;
  readonly json: Record<string, unknown>;
}

interface Question {
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly seen?: Seen;
}

const tokens = new Map<string, Promise<string>>();

async function ask(as: string, method: string, path: string, { json, bytes, headers, seen }: Question = {}) {
  const token = tokens.get(as) ?? installation.logIn(as);
  tokens.set(as, token);
  const response = await fetch(installation.origin + path, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${await token}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(bytes !== undefined && { 'content-type': 'application/pdf' }),
      ...(seen !== undefined && { 'if-match': seen.etag }),
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(bytes !== undefined && { body: bytes }),
  });
  const etag = response.headers.get('etag') ?? '';
  return { status: response.status, etag, json: (await response.json()) as Record<string, unknown> };
}

function fieldsOf({ json }: { readonly json: Record<string, unknown> }) {
  return (json.errors as { field: string; code: string }[]).map(({ field, code }) => [field, code]);
}

function formFor(userName: string) {
  const account = {
    userName,
    name: '林怡君',
    telephone: '02-2720-8889',
    mobile: '0912-345-678',
    email: `${userName}@hospital.example`,
    ranges: ['203.69.20.1'],
  };
  const filler = { name: '王小明', telephone: '02-2720-8889', email: 'filler@hospital.example' };
  return { kind: 'new-account', declaration: '2026-11', role: 'reporter', accounts: [account], filler };
}

async function filed(userName: string): Promise<Seen> {
  const { json, etag } = await ask('manager01', 'post', root, { json: formFor(userName) });
  return { path: `${root}/${json.reference}`, etag, json };
}

async function underReview(userName: string): Promise<Seen> {
  let seen = await filed(userName);
  const { path } = seen;
  seen = { path, ...(await ask('manager01', 'put', `${path}/scan`, { bytes: scan, seen })) };
  seen = { path, ...(await ask('manager01', 'post', `${path}/submit`, { seen })) };
  return { path, ...(await ask('reviewer01', 'post', `${path}/take`, { seen })) };
}
