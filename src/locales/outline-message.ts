import type { IntlMessageFormat } from 'intl-messageformat';

/** The elements of a compiled ICU message. */
export type MessageElements = ReturnType<IntlMessageFormat['getAst']>;

/** A message without values: each placeholder as its name in braces, of each choice the last (`other`). */
export function outlineMessage(elements: MessageElements, counted = ''): string {
  return elements.map((element) => outline(element, counted)).join('');
}

function outline(element: MessageElements[number], counted: string): string {
  if ('options' in element) return outlineMessage(element.options.other?.value ?? [], element.value);
  if ('children' in element) return outlineMessage(element.children, counted);
  // In a plural, `#` is the number itself: the only element that has nothing of its own.
  if (!('value' in element)) return `{${counted}}`;
  return element.type === literal ? element.value : `{${element.value}}`;
}

/** `TYPE.literal` of the parser. */
const literal = 0;
