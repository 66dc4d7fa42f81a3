/** Extensions in a section of a configuration file (x509v3_config(5)): of `-extfile`, and those that `[req]` and `[ca]` name. */
import { CliError } from './command.ts';
import type { Setting } from './extension-settings.ts';
import { DEFAULT_SECTION, type OpensslConfig } from './openssl-config.ts';

/** The settings of an extension file: of the section that is asked for, or that `extensions =` names, or else those outside of any.
 * @throws as `extensionSection`. */
export function readExtensionFile(config: OpensslConfig, section: string | undefined): Setting[] {
  const wanted = section ?? config.value(DEFAULT_SECTION, 'extensions') ?? DEFAULT_SECTION;
  return extensionSection(config, wanted).filter(({ name }) => name !== 'extensions');
}

/** The settings of a section; `subjectAltName = @section` is followed.
 * @throws CliError `config-file` for a section that is not there. */
export const extensionSection = (config: OpensslConfig, section: string): Setting[] =>
  config.requiredSection(section).map(({ name, value }) => ({
    name,
    value: FOLLOWS_ITSELF.has(name) ? value : followed(value, config),
    section: (wanted) => config.requiredSection(wanted),
  }));

/** Extensions whose sections are no lists of general names. */
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
    // A comma separates the names in a list, and could not be told from one in a name.
    if (one.value.includes(',')) throw new CliError('config-file', `line ${one.line}: no name may have a comma in it`);
    return `${one.name.replace(/\..*/s, '')}:${one.value}`;
  });
  return `${before ?? ''}${list.join(',')}`;
}
