import { describeFinding } from '../doctor/describe-finding.js';
import { type ExaminedPart, examine } from '../doctor/examine.js';
import type { Patient } from '../doctor/facts.js';
import { type Severity, worstOf } from '../doctor/finding.js';
import { linuxPolicyFolders } from '../doctor/look-at-policies.js';
import { pairingFile } from '../server/pairing.js';
import { defaultPort } from '../server/start-agent.js';
import { type Language, texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import { gatewayOf } from './open-session.js';
import type { CommandOptions } from './options.js';
import type { Terminal } from './terminal.js';

/** `jianbao-card doctor`: says what a login from this computer still lacks, and how to mend it. */
export const examineComputer: Command = async (options, terminal) => {
  const { json, language } = options;
  const parts = await examine(patientOf(options, terminal));
  const worst = worstOf(parts);
  if (json)
    terminal.writeLine(JSON.stringify({ worst, checks: parts.map((part) => asJson(part, language)) }));
  else for (const line of parts.flatMap((part) => asText(part, language))) terminal.writeLine(line);
  return exitCodes[worst];
};

const exitCodes: Readonly<Record<Severity, number>> = {
  good: exitCode.done,
  note: exitCode.done,
  'not-looked-at': exitCode.done,
  warning: exitCode.warned,
  fault: exitCode.faulty,
};

function patientOf(options: CommandOptions, terminal: Terminal): Patient {
  const { platform, environment, clock } = terminal;
  const { modulePaths, softhsmConfig, readerId, tokenLabel } = options;
  return {
    platform,
    environment,
    clock,
    modulePaths,
    softhsmConfig,
    choice: { ...(readerId !== undefined && { readerId }), ...(tokenLabel !== undefined && { tokenLabel }) },
    gateway: options.gateway === undefined ? undefined : gatewayOf(options),
    agentPort: options.port ?? defaultPort,
    pairingFile: options.pairingFile ?? pairingFile(environment),
    policyFolders: options.policyFolders.length > 0 ? options.policyFolders : linuxPolicyFolders,
  };
}

function asJson(part: ExaminedPart, language: Language): unknown {
  const { title, detail } = describeFinding(part, language);
  return { ...part, title, mend: isToMend(part) ? detail : '' };
}

function asText(part: ExaminedPart, language: Language): readonly string[] {
  const { severities, checks } = texts[language].doctor;
  const { title, detail } = describeFinding(part, language);
  const line = `[${severities[part.severity]}] ${checks[part.check]}: ${title}`;
  return isToMend(part) && detail !== '' ? [line, `    ${detail}`] : [line];
}

function isToMend({ severity }: ExaminedPart): boolean {
  return severity !== 'good' && severity !== 'not-looked-at';
}
