/** The settings for requests in a configuration file: its section `[req]` (openssl-req(1), CONFIGURATION FILE FORMAT). */

import { utf8String } from '../asn1/index.ts';
import { PKCS9_OIDS } from '../asn1/internal.ts';
import { encode } from '../codec/index.ts';
import { type AttributeText, makeName, type Name, type RequestAttribute } from '../x509/index.ts';
import { CliError, usageError } from './command.ts';
import type { Context } from './context.ts';
import { type Digest, digestNamed } from './digests.ts';
import { extensionSection } from './extension-file.ts';
import type { Setting } from './extension-settings.ts';
import { about } from './failures.ts';
import { inFile } from './files.ts';
import { type ConfigSetting, type OpensslConfig, readConfigFile } from './openssl-config.ts';
import type { Answers } from './prompts.ts';

/** The options of `req` that say where the settings are. */
export interface RequestSettingsValues {
  readonly config: string | undefined;
  readonly section: string | undefined;
  readonly extensions: string | undefined;
  readonly reqexts: string | undefined;
}

/** The settings of a request or a self-signed certificate. */
export class RequestSettings {
  readonly #config: OpensslConfig;
  readonly #section: string;
  readonly #path: string;

  constructor(config: OpensslConfig, section: string, path: string) {
    this.#config = config;
    this.#section = section;
    this.#path = path;
  }

  #value(name: string): string | undefined {
    return this.#config.value(this.#section, name);
  }

  /** A value whose bytes count. @throws CliError `not-utf8`, about the file. */
  #exact(name: string): string | undefined {
    return this.#read(() => this.#config.exactValue(this.#section, name));
  }

  /** `default_keyfile`. @throws CliError `not-utf8`, about the file. */
  get keyFile(): string | undefined {
    return this.#exact('default_keyfile');
  }

  /** `default_bits`, in the syntax of `-newkey`. */
  get newKey(): string {
    return `rsa:${this.#value('default_bits') ?? '2048'}`;
  }

  /** `default_md`; undefined if the key determines it. @throws CliError about the file. */
  get digest(): Digest | undefined {
    const name = this.#value('default_md');
    if (name === undefined || name === 'default') return undefined;
    return this.#read(() => digestNamed(name, 'config default_md'));
  }

  /** Whether a new key is to be encrypted: `encrypt_key`, once called `encrypt_rsa_key`. */
  get encryptsKey(): boolean {
    return (this.#value('encrypt_key') ?? this.#value('encrypt_rsa_key')) !== 'no';
  }

  /** `input_password`, in the syntax of `-passin`. */
  get passin(): string | undefined {
    return passSource(this.#exact('input_password'));
  }

  /** `output_password`, in the syntax of `-passout`. */
  get passout(): string | undefined {
    return passSource(this.#exact('output_password'));
  }

  /** The settings of the extensions. @param given - the section that an option names.
   * @param setting - the setting that names the section in the file. */
  extensions(given: string | undefined, setting: 'req_extensions' | 'x509_extensions'): readonly Setting[] {
    const section = given ?? this.#value(setting);
    return section === undefined ? [] : this.#read(() => extensionSection(this.#config, section));
  }

  /** The subject of `distinguished_name`. @param answers - to the questions of its section; undefined to take the defaults. */
  async subject(answers: Answers | undefined): Promise<Name> {
    const section = this.#read(() => {
      const found = this.#value('distinguished_name');
      if (found !== undefined) return found;
      throw new CliError('config-file', `no distinguished_name in [${this.#section}]`);
    });
    const entries = await this.#entries(section, answers, ABOUT_SUBJECT);
    return this.#read(() => nameOf(section, entries));
  }

  /** The attributes of `attributes`, which a request has besides its extensions. @param answers - as for `subject`. */
  async attributes(answers: Answers | undefined): Promise<RequestAttribute[]> {
    const section = this.#value('attributes');
    if (section === undefined) return [];
    const entries = await this.#entries(section, answers, ABOUT_ATTRIBUTES);
    return this.#read(() => entries.map(toAttribute));
  }

  /** Whether the user is asked for the values: true unless `prompt = no`. */
  get asks(): boolean {
    return this.#value('prompt') !== 'no';
  }

  /** `prompt = no`: values. Otherwise the section has prompts, with defaults in `_default`. */
  async #entries(section: string, answers: Answers | undefined, about: string): Promise<Entry[]> {
    const settings = this.#read(() => this.#config.requiredSection(section));
    const typeOf = (name: string): string => name.replace(MANY, '');
    if (!this.asks) return settings.map(({ name, value }) => ({ type: typeOf(name), value }));
    const questions = settings.filter(isQuestion);
    if (answers !== undefined && questions.length > 0) await answers.say(about);
    const entries: Entry[] = [];
    for (const { name, value: text } of questions) {
      const setting = (what: string): string | undefined => this.#config.value(section, `${name}_${what}`);
      const [given, usual] = [setting('value'), setting('default')];
      const bounds = { least: bound(setting('min'), 0), most: bound(setting('max'), Number.POSITIVE_INFINITY) };
      const question = { text, usual, ...bounds };
      if (given !== undefined) await answers?.show(question, given);
      const value = given ?? (answers === undefined ? usual : await answers.ask(question));
      if (value !== undefined && value !== '' && value !== '.') entries.push({ type: typeOf(name), value });
    }
    return entries;
  }

  #read<T>(work: () => T): T {
    return inFile(this.#path, work);
  }
}

/** The text that OpenSSL prints before its questions. */
const ABOUT_SUBJECT = `You are about to be asked to enter information that will be incorporated
into your certificate request.
What you are about to enter is what is called a Distinguished Name or a DN.
There are quite a few fields but you can leave some blank
For some fields there will be a default value,
If you enter '.', the field will be left blank.
-----
`;
const ABOUT_ATTRIBUTES = `
Please enter the following 'extra' attributes
to be sent with your certificate request
`;

/** `_min` and `_max`, which count bytes; a value that is not a number is ignored. */
const bound = (given: string | undefined, otherwise: number): number =>
  given !== undefined && /^\d{1,9}$/.test(given) ? Number(given) : otherwise;

function nameOf(section: string, entries: readonly Entry[]): Name {
  const rdns: AttributeText[][] = [];
  for (const { type, value } of entries) {
    const isSecond = type.startsWith('+') && rdns.length > 0;
    const attribute: AttributeText = [type.replace(/^\+/, ''), value];
    if (isSecond) rdns.at(-1)!.push(attribute);
    else rdns.push([attribute]);
  }
  if (rdns.length === 0) throw new CliError('config-file', `[${section}] gives no attribute of a subject`);
  return makeName(...rdns);
}

interface Entry {
  /** A plus before it adds the attribute to the previous RDN. */
  readonly type: string;
  readonly value: string;
}

/** The prefix that distinguishes several attributes of one type: `2.OU`. OpenSSL removes everything up to a separator. */
const MANY = /^[^:,.]*[:,.](?=.)/;

const isQuestion = ({ name }: ConfigSetting): boolean => !/_(?:min|max|default|value)$/.test(name);

const passSource = (text: string | undefined): string | undefined => (text === undefined ? undefined : `pass:${text}`);

/** Attributes of requests that are texts (RFC 2985 §5.2.2, §5.2.3, §5.4.1). */
const TEXT_ATTRIBUTES: Readonly<Record<string, string>> = {
  challengePassword: PKCS9_OIDS.challengePassword,
  unstructuredName: PKCS9_OIDS.unstructuredName,
  unstructuredAddress: PKCS9_OIDS.unstructuredAddress,
};

function toAttribute({ type, value }: Entry): RequestAttribute {
  if (!Object.hasOwn(TEXT_ATTRIBUTES, type)) {
    throw new CliError('config-file', `no attribute ${type}; there are ${Object.keys(TEXT_ATTRIBUTES).join(', ')}`);
  }
  return { type: TEXT_ATTRIBUTES[type], values: { kind: 'other', value: [encode(utf8String, value)] } };
}

/** The settings of `-config`; undefined without it.
 * @throws CliError about the file; `usage` for options that need it. */
export async function readRequestSettings(
  context: Context,
  { config, section, extensions, reqexts }: RequestSettingsValues,
): Promise<RequestSettings | undefined> {
  if (config === undefined) {
    // The section of OpenSSL's own configuration, which many guides name: a CA's extensions, which are the default here.
    if (extensions === 'v3_ca' && section === undefined && reqexts === undefined) return undefined;
    const stray = Object.entries({ section, extensions, reqexts }).find(([, value]) => value !== undefined);
    if (stray !== undefined) throw usageError(`-${stray[0]} names a section of -config, which is not given`);
    return undefined;
  }
  const read = await readConfigFile(context, config);
  const name = section ?? 'req';
  if (read.section(name) === undefined) throw about(config, new CliError('config-file', `no section [${name}] in it`));
  return new RequestSettings(read, name, config);
}
