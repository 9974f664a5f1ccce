import type { ApplicationServices, FormSettings } from '../applications/index.js';
import type { Clock } from '../clock.js';
import type { DocumentStore } from '../documents/index.js';
import type { RenderPage } from '../web/index.js';

/** What the API for applications works with. */
export interface ApiServices extends ApplicationServices {
  readonly clock: Clock;
  readonly documents: DocumentStore;
  readonly formSettings: FormSettings;
  readonly render: RenderPage;
}
