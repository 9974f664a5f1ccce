import { decodeText } from '../../formats/encoding/decode-text.js';
import { requireDeclaredEncoding } from '../../formats/xml/declared-encoding.js';
import { learned, type Way } from '../way.js';

/** In what the text is encoded; the text itself is read by the steps after this. */
export async function decode(way: Way): Promise<void> {
  const survey = learned(way.survey, 'identify');
  // A workbook says itself how its parts are encoded.
  if (way.format === 'xlsx') return;
  way.text = await decodeText(() => way.table.open(), survey);
  if (way.format === 'xml') requireDeclaredEncoding(survey.head, way.text.encoding);
}
