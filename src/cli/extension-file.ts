/** Extensions in a section of a configuration file (x509v3_config(5)): the one of `-extfile`, and those that `[req]` and `[ca]`
 * refer to. */
import { CliError } from './command.ts';
import type { Setting } from './extension-settings.ts';
import { DEFAULT_SECTION, type OpensslConfig } from './openssl-config.ts';

/** The settings of an extension file: those of the requested section, or of the one that `extensions =` names, or else those
 * outside any section.
 * @throws as `extensionSection`. */
export function readExtensionFile(config: OpensslConfig, section: string | undefined): Setting[] {
  const wanted = section ?? config.value(DEFAULT_SECTION, 'extensions') ?? DEFAULT_SECTION;
  return extensionSection(config, wanted).filter(({ name }) => name !== 'extensions');
}

/** The settings of a section; a reference `subjectAltName = @section` is resolved.
 * @throws CliError `config-file` for a missing section. */
export const extensionSection = (config: OpensslConfig, section: string): Setting[] =>
  config.requiredSection(section).map(({ name, value }) => ({
    name,
    value: FOLLOWS_ITSELF.has(name) ? value : followed(value, config),
    section: (wanted) => config.requiredSection(wanted),
  }));

/** Extensions that resolve `@section` themselves, since their sections are not lists of general names. */
const FOLLOWS_ITSELF: ReadonlySet<string> = new Set([
  'certificatePolicies',
  'issuingDistributionPoint',
  'policyConstraints',
  'policyMappings',
]);

/** `@section` of general names: `DNS.1 = a` and `IP.1 = 10.0.0.1` become `DNS:a,IP:10.0.0.1`. */
function followed(value: string, config: OpensslConfig): string {
  const [, before, name] = /^(critical\s*,\s*)?@(\S+)$/.exec(value) ?? [];
  if (name === undefined) return value;
  const list = config.requiredSection(name).map((one) => {
    // A comma separates the names of a list, so a name that contains one would be split.
    if (one.value.includes(',')) throw new CliError('config-file', `line ${one.line}: no name may have a comma in it`);
    return `${one.name.replace(/\..*/s, '')}:${one.value}`;
  });
  return `${before ?? ''}${list.join(',')}`;
}
