/** Extension files (`-extfile`): the part of OpenSSL's configuration format that they are written in. */
import { CliError } from './command.ts';
import type { Setting } from './extension-settings.ts';

/** Settings by section; those before the first section are in `''`. */
type Sections = ReadonlyMap<string, readonly Setting[]>;

/** The settings of the section that is asked for, or that `extensions =` names, or else those outside of any.
 * `subjectAltName = @section` is followed; variables and `.include` are not known, and refused.
 * @throws CliError `extension-file`, with the line. */
export function readExtensionFile(text: string, section: string | undefined): Setting[] {
  const sections = parse(text);
  const wanted = section ?? last(sections.get('') ?? [], 'extensions') ?? '';
  const settings = sections.get(wanted);
  if (settings === undefined) throw new CliError('extension-file', `no section [${wanted}] in it`);
  return settings.filter(({ name }) => name !== 'extensions').map((setting) => resolve(setting, sections));
}

const last = (settings: readonly Setting[], name: string): string | undefined =>
  settings.findLast((setting) => setting.name === name)?.value;

function parse(text: string): Sections {
  const sections = new Map<string, Setting[]>([['', []]]);
  let current = sections.get('')!;
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '') continue;
    const [, section, name, value] = /^(?:\[\s*([^\]\s]+)\s*\]|([A-Za-z0-9_.]+)\s*=\s*(.*))$/.exec(line) ?? [];
    if (section === undefined && (name === undefined || /[$\\"]/.test(value))) {
      throw new CliError(
        'extension-file',
        `line ${i + 1} is neither [section] nor name = value (variables, quotes and .include are not known)`,
      );
    }
    if (section === undefined) current.push({ name, value });
    else sections.set(section, (current = sections.get(section) ?? []));
  }
  return sections;
}

/** `@section` of general names: `DNS.1 = a` and `IP.1 = 10.0.0.1` become `DNS:a,IP:10.0.0.1`. */
function resolve(setting: Setting, sections: Sections): Setting {
  const [, before, name] = /^(critical\s*,\s*)?@(\S+)$/.exec(setting.value) ?? [];
  if (name === undefined) return setting;
  const names = sections.get(name);
  if (names === undefined) throw new CliError('extension-file', `no section [${name}] in it`);
  const list = names.map((one) => `${one.name.replace(/\..*/, '')}:${one.value}`).join(',');
  return { name: setting.name, value: `${before ?? ''}${list}` };
}
