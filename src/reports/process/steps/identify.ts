import { identifyFormat } from '../../formats/identify.js';
import { surveyFile } from '../../formats/survey.js';
import type { Way } from '../way.js';

/** What the file is, by its content. */
export async function identify(way: Way): Promise<void> {
  way.survey = await surveyFile(way.file.open());
  way.format = identifyFormat(way.survey);
}
