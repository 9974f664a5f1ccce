import type { Request } from 'express';

/** What a form sent. A field that was not sent reads as empty; blanks around a text are dropped. */
export interface Form {
  /** The first value of a field. */
  text(name: string): string;
  /** A password or PIN: exactly as typed. */
  secret(name: string): string;
  /** Every value of a field, for check boxes and rows. */
  all(name: string): readonly string[];
  has(name: string): boolean;
}

/** The form of a request whose route takes `form`. */
export function formOf(request: Request): Form {
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  const all = (name: string) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
  };
  return {
    text: (name) => all(name)[0]?.trim() ?? '',
    secret: (name) => all(name)[0] ?? '',
    all: (name) => all(name).map((one) => one.trim()),
    has: (name) => all(name).length > 0,
  };
}
