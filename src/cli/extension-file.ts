/** Extensions in a section of a configuration file (x509v3_config(5)): the one of `-extfile`, and those that `[req]` and `[ca]`
 * refer to. */
import type { Setting } from './extension-settings.ts';
import { DEFAULT_SECTION, type OpensslConfig } from './openssl-config.ts';

/** The settings of an extension file: those of the requested section, or of the one that `extensions =` names, or else those
 * outside any section.
 * @throws as `extensionSection`. */
export function readExtensionFile(config: OpensslConfig, section: string | undefined): Setting[] {
  const wanted = section ?? config.value(DEFAULT_SECTION, 'extensions') ?? DEFAULT_SECTION;
  return extensionSection(config, wanted).filter(({ name }) => name !== 'extensions');
}

/** The settings of a section. A reference such as `subjectAltName = @section` is resolved by the extension that has it.
 * @throws CliError `config-file` for a missing section. */
export const extensionSection = (config: OpensslConfig, section: string): Setting[] =>
  config.requiredSection(section).map(({ name, value }) => ({
    ...{ name, value },
    section: (wanted) => config.requiredSection(wanted),
  }));
