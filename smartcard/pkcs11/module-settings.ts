import { fileURLToPath } from 'node:url';

/**
 * Tells the modules where their settings are, through the environment of the process: a worker's own `process.env` does
 * not reach a module's getenv(), that of the main thread does. To be called there before a module is loaded.
 *
 * @param softhsmConfig SoftHSM's configuration file; its own place when left out
 */
export function setModuleSettings(softhsmConfig: string | undefined): void {
  if (softhsmConfig !== undefined) process.env.SOFTHSM2_CONF = softhsmConfig;
  process.env.OPENSC_CONF ??= fileURLToPath(new URL('./opensc.conf', import.meta.url));
}
