import type { checkCaptcha } from '../captcha/index.js';
import type { Clock } from '../clock.js';
import type { DocumentStore } from '../documents/index.js';
import type { RenderPage } from '../web/index.js';
import type { FormSettings } from './forms/typed.js';
import type { ApplicationServices } from './services.js';

/** What the pages of applications work with. */
export interface ApplicationPageServices extends ApplicationServices {
  readonly clock: Clock;
  readonly render: RenderPage;
  readonly documents: DocumentStore;
  readonly checkCaptcha: typeof checkCaptcha;
  /** What forms are read with: how wide ranges may be, and whether loopback addresses are among them. */
  readonly formSettings: FormSettings;
  /** Of this gateway, for links in print and mail. */
  readonly origin: string;
  /** Tells the workers that there is something new to do. */
  readonly wakeJobs: () => void;
}
