import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'))
    .sort();
}

/** The files of which a line matches, with the line. */
function linesWith(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
}

const views = filesBelow('src', '.njk');
const sources = [...filesBelow('src', '.ts'), ...filesBelow('smartcard', '.ts')];
const inBrowser = sources.filter((file) => file.startsWith('src/browser/'));

describe('views', () => {
  it('are many, so that what follows means something', () => {
    expect(views.length).toBeGreaterThan(20);
  });

  it('switch escaping off nowhere', () => {
    expect(linesWith(views, /\|\s*(safe|forceescape)\b|autoescape|SafeString/)).toEqual([]);
    expect(linesWith(sources, /autoescape:\s*false|renderString/)).toEqual([]);
  });

  it('hand HTML to a component only where it was escaped before', () => {
    const handed = linesWith(views, /\b(html|HTML|Html)\s*:/).filter(
      (line) => !/html: t(Rich|Prose)\(/.test(line),
    );
    expect(handed).toEqual([]);
  });

  it('make text safe by hand in one place only, which escapes it', () => {
    expect(linesWith(sources, /new nunjucks\.runtime\.SafeString/).map((line) => line.split(':')[0])).toEqual(
      ['src/web/words.ts', 'src/web/words.ts'],
    );
  });

  it('hold no inline script, style or handler, and open nothing elsewhere', () => {
    expect(
      linesWith(
        views.filter((file) => !isMail(file)),
        /<script(?![^>]*\bsrc=)|<style|\son\w+=|\bstyle=/i,
      ),
    ).toEqual([]);
    expect(linesWith(views, /(src|action)="?https?:/i)).toEqual([]);
  });
});

/** Mail programs know nothing else than inline styles; the mailbox shows them in a sandbox. */
function isMail(file: string): boolean {
  return file.startsWith('src/mail/views/');
}

describe('browser modules', () => {
  it('write no HTML and run no text', () => {
    expect(
      linesWith(
        inBrowser,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|setTimeout\('/,
      ),
    ).toEqual([]);
  });
});

describe('the gateway', () => {
  it('runs no program and no text, and asks no address that somebody outside can name', () => {
    const atWork = sources.filter((file) => !/^src\/(demo|browser)\/|^smartcard\//.test(file));
    expect(linesWith(atWork, /node:child_process|\beval\(|new Function|node:vm/)).toEqual([]);
    // Addresses on cards and in certificate lists are the certificates' own business, that of clamd is the operator's and
    // on this machine; everything else asks nobody.
    const asking =
      /\bfetch\(|import \{[^}]*\b(request|get|connect|createConnection|Socket)\b[^}]*\} from 'node:(https?|net|tls)'/;
    const asked = linesWith(atWork, asking).filter(
      (line) => !/^src\/(certificates|documents\/malware)\//.test(line),
    );
    expect(asked).toEqual([]);
  });

  it('decides nothing by chance that can be foreseen', () => {
    expect(linesWith(sources, /Math\.random/)).toEqual([]);
  });

  it('puts nothing into SQL by hand', () => {
    // Texts with a hole in them, except names of tables and columns of our own.
    const raw = linesWith(sources, /\b(raw|whereRaw|orderByRaw|havingRaw|joinRaw)\(\s*`[^`]*\$\{/);
    expect(raw).toEqual([]);
  });

  it('keeps secrets out of the repository', () => {
    const keys = linesWith(
      [...sources, ...filesBelow('test', '.ts'), ...filesBelow('docs', '.md')],
      /-----BEGIN (RSA |EC |ENCRYPTED )?PRIVATE KEY-----/,
    );
    expect(keys).toEqual([]);
  });
});
