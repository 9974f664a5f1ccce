import { type Column, codeList } from './column.js';
import { columnsOf } from './columns-of.js';
import type { ExamKind } from './kinds.js';
import { layoutOf } from './layouts.js';

/**
 * What an XML file of this kind holds, as XML Schema 1.0. Values may be written as the error report allows (labels of
 * codes, ROC dates); the schema asks for the stored form.
 *
 * @param hazard code of a hazard operation: the columns of its exams alone
 */
export function xsdOf(kind: ExamKind, hazard?: string): string {
  const { version } = layoutOf(kind);
  const columns = columnsOf(kind, hazard);
  return `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" version="${version}">
  <xs:element name="exams">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="exam" minOccurs="1" maxOccurs="1000000">
          <xs:complexType>
            <xs:all>
${columns.map(elementOf).join('\n')}
            </xs:all>
          </xs:complexType>
        </xs:element>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>
`;
}

function elementOf(column: Column): string {
  const least = column.required === 'always' ? 1 : 0;
  return `              <xs:element name="${column.key}" minOccurs="${least}">
                <xs:annotation><xs:documentation xml:lang="zh-Hant">${escaped(column.name)}</xs:documentation></xs:annotation>
                <xs:simpleType>${least === 1 ? restrictionOf(column) : orEmpty(column)}</xs:simpleType>
              </xs:element>`;
}

/** An element that is there and empty says as much as one that is not. */
function orEmpty(column: Column): string {
  const nothing =
    '<xs:simpleType><xs:restriction base="xs:string"><xs:length value="0"/></xs:restriction></xs:simpleType>';
  return `<xs:union><xs:simpleType>${restrictionOf(column)}</xs:simpleType>${nothing}</xs:union>`;
}

function restrictionOf(column: Column): string {
  switch (column.type) {
    case 'number':
      return `<xs:restriction base="xs:decimal"><xs:minInclusive value="${column.hardMin}"/><xs:maxInclusive value="${column.hardMax}"/><xs:fractionDigits value="${column.decimals}"/></xs:restriction>`;
    case 'date':
      return '<xs:restriction base="xs:date"/>';
    case 'code':
      return `<xs:restriction base="xs:string">${codeList(column)
        .map(([code]) => `<xs:enumeration value="${escaped(code)}"/>`)
        .join('')}</xs:restriction>`;
    default:
      return `<xs:restriction base="xs:string"><xs:maxLength value="${column.maxLength}"/></xs:restriction>`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
