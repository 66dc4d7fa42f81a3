/** The configuration of a CA: the section that `default_ca` of `[ca]` names, or `-name`. */
import { CliError } from '../command.ts';
import type { Context } from '../context.ts';
import { extensionSection } from '../extension-file.ts';
import type { Setting } from '../extension-settings.ts';
import { inFile } from '../files.ts';
import { DEFAULT_SECTION, type OpensslConfig, readConfigFile } from '../openssl-config.ts';

/** The settings of one CA. */
export class CaSettings {
  readonly #config: OpensslConfig;
  readonly #section: string;
  readonly #path: string;

  constructor(config: OpensslConfig, section: string, path: string) {
    this.#config = config;
    this.#section = section;
    this.#path = path;
  }

  value(name: string): string | undefined {
    return this.#config.value(this.#section, name);
  }

  /** @throws CliError `config-file`. */
  required(name: string): string {
    return this.#present(name, this.value(name));
  }

  /** The name of a file or folder. @throws CliError `config-file`, `not-utf8`. */
  requiredPath(name: string): string {
    const value = inFile(this.#path, () => this.#config.exactValue(this.#section, name));
    return this.#present(name, value);
  }

  #present(name: string, value: string | undefined): string {
    if (value !== undefined) return value;
    throw new CliError('config-file', `${this.#path}: [${this.#section}] has no ${name}`);
  }

  /** The extensions of a section, as settings. @throws CliError `config-file`. */
  extensions(section: string): Setting[] {
    return inFile(this.#path, () => extensionSection(this.#config, section));
  }

  /** `commonName = supplied` and so on, in the file's order. @throws CliError `config-file`. */
  policy(section: string): readonly PolicyRow[] {
    return inFile(this.#path, () => this.#config.requiredSection(section)).map(({ name, value, line }) => {
      // `0.organizationName` and `1.organizationName` are rows about the same type.
      const type = name.replace(/^[0-9]+\./, '');
      if (value === 'match' || value === 'supplied' || value === 'optional') return { type, demand: value };
      throw new CliError('config-file', `${this.#path}: line ${line}: a policy says match, supplied or optional`);
    });
  }
}

export interface PolicyRow {
  /** An attribute type, by name. */
  readonly type: string;
  readonly demand: 'match' | 'supplied' | 'optional';
}

/** Reads the settings. @throws CliError `config-file`, with the line. */
export async function readCaSettings(context: Context, path: string, name: string | undefined): Promise<CaSettings> {
  const config = await readConfigFile(context, path);
  const section = name ?? config.value('ca', 'default_ca');
  if (section === undefined)
    throw new CliError('config-file', `${path}: [ca] has no default_ca; -name names a section`);
  if (config.section(section) === undefined && section !== DEFAULT_SECTION) {
    throw new CliError('config-file', `${path}: no section [${section}] in it`);
  }
  return new CaSettings(config, section, path);
}
