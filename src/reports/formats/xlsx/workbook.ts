import type { XmlAttributes, XmlListener } from '../xml/scan-xml.js';

export interface Sheet {
  readonly name: string;
  readonly relationId: string;
  readonly isVisible: boolean;
}

/** The workbook part (ECMA-376 part 1, 18.2): its sheets in their order, and how it counts days. */
export class Workbook implements XmlListener {
  readonly sheets: Sheet[] = [];
  dates: '1900' | '1904' = '1900';

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'sheet') {
      this.sheets.push({
        name: attributes.get('name') ?? '',
        relationId: attributes.get('id') ?? '',
        isVisible: (attributes.get('state') ?? 'visible') === 'visible',
      });
    } else if (name === 'workbookPr') {
      this.dates = ['1', 'true'].includes(attributes.get('date1904') ?? '') ? '1904' : '1900';
    }
  }

  text(): void {
    // Everything is in attributes.
  }

  close(): void {
    // Nothing is nested.
  }
}

/** Where the parts of a package are: targets by id and by type (ECMA-376 part 2, 9.3). */
export class Relationships implements XmlListener {
  readonly byId = new Map<string, string>();
  readonly byType = new Map<string, string>();

  open(name: string, attributes: XmlAttributes): void {
    if (name !== 'Relationship' || attributes.get('TargetMode') === 'External') return;
    const target = attributes.get('Target') ?? '';
    this.byId.set(attributes.get('Id') ?? '', target);
    this.byType.set((attributes.get('Type') ?? '').split('/').at(-1) ?? '', target);
  }

  text(): void {
    // Everything is in attributes.
  }

  close(): void {
    // Nothing is nested.
  }
}
