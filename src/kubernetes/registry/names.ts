/** The syntax of names, labels and keys, with Kubernetes' error messages (k8s.io/apimachinery/pkg/util/validation/validation.go,
 * pkg/api/validation/path/name.go). Every function returns the faults. */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const DNS_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const [LABEL_RE, DNS_1035_RE, CONFIG_KEY_RE] = [LABEL, DNS_1035, CONFIG_KEY].map(whole);

const maxLength = (limit: number): string => `must be no more than ${limit} characters`;
const regexError = (message: string, pattern: string, ...examples: readonly string[]): string => {
  const listed = examples.map((example) => `'${example}'`).join(' or ');
  return `${message} (${examples.length > 0 ? `e.g. ${listed}, ` : ''}regex used for validation is '${pattern}')`;
};

const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const DNS_1035_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const QUALIFIED_MESSAGE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const CONFIG_KEY_MESSAGE = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";

/** A label of a domain name (RFC 1123): the name of namespaces and containers. */
export function dnsLabel(value: string): string[] {
  const faults = value.length > 63 ? [maxLength(63)] : [];
  return LABEL_RE.test(value) ? faults : [...faults, regexError(LABEL_MESSAGE, LABEL, 'my-name', '123-abc')];
}

/** A domain name (RFC 1123): the name of most objects. Checked label by label, in linear time. */
export function dnsSubdomain(value: string): string[] {
  const faults = value.length > 253 ? [maxLength(253)] : [];
  const isDomain = value.split('.').every((label) => LABEL_RE.test(label));
  return isDomain ? faults : [...faults, regexError(SUBDOMAIN_MESSAGE, SUBDOMAIN, 'example.com')];
}

/** A label that begins with a letter (RFC 1035): the name of services. */
export function dns1035Label(value: string): string[] {
  const faults = value.length > 63 ? [maxLength(63)] : [];
  return DNS_1035_RE.test(value) ? faults : [...faults, regexError(DNS_1035_MESSAGE, DNS_1035, 'my-name', 'abc-123')];
}

/** A text that can be a segment of a path: the name of RBAC's objects. */
export function pathSegment(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((illegal) => value.includes(illegal)).map((illegal) => `may not contain '${illegal}'`);
}

const QUALIFIED_RE = whole(QUALIFIED);

/** The key of a label, an annotation or a finalizer: a name, optionally prefixed by the owner's domain. */
export function qualifiedName(value: string): string[] {
  const parts = value.split('/');
  const example = regexError(QUALIFIED_MESSAGE, QUALIFIED, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2) {
    const message = `a qualified name ${regexError(QUALIFIED_MESSAGE.replace('name part ', ''), QUALIFIED, 'MyName', 'my.name', '123-abc')}`;
    return [`${message} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const faults: string[] = [];
  const [prefix, name = ''] = parts.length === 2 ? parts : [undefined, value];
  if (prefix === '') faults.push('prefix part must be non-empty');
  else if (prefix !== undefined) faults.push(...dnsSubdomain(prefix).map((fault) => `prefix part ${fault}`));
  if (name === '') faults.push('name part must be non-empty');
  else if (name.length > 63) faults.push(`name part ${maxLength(63)}`);
  return QUALIFIED_RE.test(name) ? faults : [...faults, example];
}

/** The value of a label. */
export function labelValue(value: string): string[] {
  const faults = value.length > 63 ? [maxLength(63)] : [];
  if (value === '' || QUALIFIED_RE.test(value)) return faults;
  return [...faults, regexError(VALUE_MESSAGE, `(${QUALIFIED})?`, 'MyValue', 'my_value', '12345')];
}

/** A key of a ConfigMap or Secret. */
export function configKey(value: string): string[] {
  const faults = value.length > 253 ? [maxLength(253)] : [];
  if (!CONFIG_KEY_RE.test(value))
    faults.push(regexError(CONFIG_KEY_MESSAGE, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  if (value === '.') faults.push("must not be '.'");
  else if (value === '..') faults.push("must not be '..'");
  else if (value.startsWith('..')) faults.push("must not start with '..'");
  return faults;
}
