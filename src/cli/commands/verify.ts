import { constrainedPoliciesText, type Exhibit, explainValidation } from '../../explain/index.ts';
import type {
  Certificate,
  CheckCode,
  PolicyInputs,
  Profile,
  ReferenceIdentifier,
  Validation,
  ValidationOptions,
} from '../../x509/index.ts';
import { integerValue, wordValue } from '../arguments.ts';
import { LENIENT_OPTION, readCertificateFile, readCertificateFiles } from '../certificate-files.ts';
import { checkLines, failureLines } from '../checks-text.ts';
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, usageError } from '../command.ts';
import { type Context, printable, write } from '../context.ts';
import { failureOf } from '../failures.ts';
import { inputName } from '../files.ts';
import { NAMEOPT_OPTION, nameText } from '../name-options.ts';
import { present } from '../present.ts';
import { forPurpose, PURPOSE_WORDS, PURPOSES } from '../purpose-words.ts';
import { REVOCATION_OPTIONS, revocationBy } from '../revocation-files.ts';
import { atLevel, MAX_LEVEL, offAtLevel } from '../security-level.ts';
import { validationJson } from '../summaries.ts';
import { adviseTrust, readTrust, TRUST_OPTIONS } from '../trust-options.ts';
import { dnsName, ipName, mailbox, policyValue } from '../values.ts';

const PROFILES = ['rfc5280', 'strict', 'webpki'] as const;
/** The rules about the time. */
const TIMES: readonly CheckCode[] = ['validity', 'crl-expired', 'crl-not-yet-valid'];

export const verify = defineCommand({
  operands: '[CERTIFICATE…]',
  maxOperands: Number.POSITIVE_INFINITY,
  options: {
    ...TRUST_OPTIONS,
    untrusted: { value: 'FILE', many: true, help: 'intermediate certificates' },
    purpose: { value: PURPOSE_WORDS.join('|'), help: 'what the certificate is to be used for; default any' },
    verify_hostname: { value: 'NAME', help: 'the DNS name that the certificate must match' },
    verify_ip: { value: 'ADDRESS', help: 'the IP address that the certificate must match' },
    verify_email: { value: 'ADDRESS', help: 'the mailbox that the certificate must match, as a subjectAltName' },
    policy: { value: 'OID', many: true, help: 'a policy that is accepted; default any' },
    policy_check: { help: 'accepted: policies are always processed' },
    explicit_policy: { help: 'the chain must be valid for an accepted policy' },
    inhibit_any: { help: 'anyPolicy in a certificate stands for no other policy' },
    inhibit_map: { help: 'no policy is mapped to another' },
    policy_print: { help: 'print the policies that the chain is valid for, on standard error' },
    attime: { value: 'SECONDS', help: 'validate at this time (since 1970); default now' },
    no_check_time: { help: 'without -attime: do not ask whether certificates and lists are valid at this time' },
    ignore_critical: { help: 'do not refuse critical extensions that are not known' },
    verify_depth: { value: 'N', help: 'most CAs between the certificate and the root; default 8' },
    auth_level: {
      value: '0…5',
      help: 'how strong keys and signatures must be: 0 for any, 1 for 80 bits, 3 for 128, 4 for 192, 5 for 256',
    },
    profile: {
      value: PROFILES.join('|'),
      help: 'rfc5280 (default); strict: also the duties of issuers; webpki: also what browsers ask of public servers',
    },
    x509_strict: { help: 'the same as -profile strict' },
    ...REVOCATION_OPTIONS,
    lenient: LENIENT_OPTION,
    show_chain: { help: 'print the chain' },
    nameopt: NAMEOPT_OPTION,
    explain: { help: 'show every path that was judged, and why each was refused' },
    html: { value: 'FILE', help: 'with -explain: write one HTML file that needs no network' },
    json: JSON_OPTION,
  },
  notes: [
    'Prints each rule checked on each certificate, then FILE: OK; or, on standard error, each failure with who can fix it and how, and FILE: verification failed (exit code 1).',
    'Of a file with several certificates only the first is checked, as in OpenSSL; the others are given with -untrusted FILE.',
    'Without -policy any policy is accepted, as RFC 5280 §6.1.1 (c) has it; OpenSSL then accepts none under -explicit_policy.',
    'Without other options: the profile rfc5280, at the current time, any name; revocation is off, as in OpenSSL.',
    'Unlike OpenSSL, a refusal has exit code 1 (OpenSSL 3.0: 2), -CAfile leaves the roots of the system out (as OpenSSL does with -no-CApath), without -auth_level keys and signatures are held to level 2 (OpenSSL: to none), and -CRLfile without -crl_check or -crl_check_all is a usage error.',
  ],
  async run(values, operands, context) {
    const trust = await readTrust(values, context);
    const untrusted = await Promise.all(values.untrusted.map((path) => readCertificateFiles(context, path, values)));
    const asked = PURPOSES[wordValue(values.purpose ?? 'any', 'purpose', PURPOSE_WORDS)];
    const time =
      values.attime === undefined ? context.now() : new Date(1000 * integerValue(values.attime, 'attime', 0, 2 ** 38));
    const name = nameOf(values);
    const revocation = await revocationBy(values, context, trust.crls);
    const asLevel = values.auth_level === undefined ? -1 : integerValue(values.auth_level, 'auth_level', -1, MAX_LEVEL);
    const level = asLevel < 0 ? undefined : asLevel;
    const { leaves, unread } = await readLeaves(context, operands.length === 0 ? [undefined] : operands, values);
    if (leaves.length === 0 && unread !== undefined) return unread;
    const results = [];
    for (const { path, leaf } of leaves) {
      const options: ValidationOptions = {
        leaf,
        intermediates: [...untrusted.flat(), ...trust.intermediates],
        roots: trust.roots,
        time,
        purpose: asked.purpose,
        profile: profileOf(values),
        off: [
          // openssl-verification-options(1): "If option -attime is used to specify a verification time, the check is not suppressed."
          ...(values.no_check_time && values.attime === undefined ? TIMES : []),
          ...(values.ignore_critical ? (['critical-extensions'] as const) : []),
          ...offAtLevel(level),
        ],
        ...(values.verify_depth !== undefined && {
          limits: { depth: integerValue(values.verify_depth, 'verify_depth', 0, 1000) },
        }),
        revocation,
        name,
        policies: policiesOf(values),
      };
      const { validation, ...rest } = explainValidation(inputName(path), options);
      results.push({
        file: inputName(path),
        ...rest,
        validation: adviseFiles(adviseTrust(forPurpose(atLevel(validation, level), asked), trust)),
      });
    }
    if (values.explain || values.html !== undefined) {
      await present(context, joined(results), { html: values.html, json: values.json, 'show-secrets': false });
    } else if (values.json) {
      await context.printJson(results.map(({ file, validation }) => ({ file, ...validationJson(validation) })));
    } else {
      for (const { file, validation } of results) await report(context, file, validation, values, trust.roots);
    }
    return unread ?? (results.every(({ validation }) => validation.ok) ? EXIT.ok : EXIT.no);
  },
});

/** Names the options of this command that take what is missing. */
function adviseFiles(validation: Validation): Validation {
  const named = (what: string) =>
    what
      .replace('send the missing intermediate certificates', '$& (here: -untrusted FILE)')
      .replace("give a current list of the certificate's issuer", '$& (-CRLfile FILE)');
  const checks = validation.checks.map((check) =>
    check.advice === undefined ? check : { ...check, advice: { ...check.advice, what: named(check.advice.what) } },
  );
  return { ...validation, checks };
}

/** The certificates to check. Of several files, one that cannot be read is reported, and the others are checked, as in OpenSSL.
 * @returns unread - the exit code for the first file that cannot be read. */
async function readLeaves(
  context: Context,
  paths: readonly (string | undefined)[],
  values: { readonly lenient: boolean },
) {
  const leaves: { readonly path: string | undefined; readonly leaf: Certificate }[] = [];
  let unread: ExitCode | undefined;
  for (const path of paths) {
    try {
      leaves.push({ path, leaf: await readLeaf(context, path, values) });
    } catch (error) {
      const { line, exit } = failureOf(error);
      if (paths.length === 1 || line === undefined || exit === EXIT.bug) throw error;
      await context.note(line);
      unread ??= exit;
    }
  }
  return { leaves, unread };
}

/** The first certificate of a file, and a note if it holds more. */
async function readLeaf(context: Context, path: string | undefined, values: { readonly lenient: boolean }) {
  let count = 1;
  const leaf = await readCertificateFile(context, path, values, (all) => {
    count = all;
  });
  if (count > 1) {
    const file = inputName(path);
    const how = path === undefined ? 'from a file with -untrusted' : `with -untrusted ${file}`;
    await context.note(`${file} holds ${count} certificates; only the first is checked; give the others ${how}`);
  }
  return leaf;
}

/** One exhibit of several, each in a section. */
function joined(results: readonly { readonly exhibit: Exhibit }[]): Exhibit {
  if (results.length === 1) return results[0].exhibit;
  const parts = results.map(({ exhibit }) => ({ kind: 'section' as const, ...exhibit }));
  return { title: `${parts.length} certificates`, parts };
}

function profileOf(values: { readonly profile: string | undefined; readonly x509_strict: boolean }): Profile {
  if (values.profile === undefined) return values.x509_strict ? 'strict' : 'rfc5280';
  const profile = wordValue(values.profile, 'profile', PROFILES);
  if (values.x509_strict && profile === 'rfc5280') throw usageError('-x509_strict or -profile rfc5280, not both');
  return profile;
}

interface NameValues {
  readonly verify_hostname: string | undefined;
  readonly verify_ip: string | undefined;
  readonly verify_email: string | undefined;
}

function nameOf({ verify_hostname, verify_ip, verify_email }: NameValues): ReferenceIdentifier | 'unchecked' {
  const given = [verify_hostname, verify_ip, verify_email].filter((one) => one !== undefined);
  if (given.length > 1) throw usageError('one of -verify_hostname, -verify_ip and -verify_email');
  if (verify_hostname !== undefined) return dnsName(verify_hostname, 'verify_hostname', 'verify_ip');
  if (verify_ip !== undefined) return ipName(verify_ip, 'verify_ip', 'verify_hostname');
  return verify_email === undefined ? 'unchecked' : mailbox(verify_email, 'verify_email');
}

interface PolicyValues {
  readonly policy: readonly string[];
  readonly explicit_policy: boolean;
  readonly inhibit_any: boolean;
  readonly inhibit_map: boolean;
}

const policiesOf = ({ policy, explicit_policy, inhibit_any, inhibit_map }: PolicyValues): PolicyInputs => ({
  ...(policy.length > 0 && { initialPolicies: policy.map(policyValue) }),
  explicitPolicy: explicit_policy,
  inhibitAnyPolicy: inhibit_any,
  inhibitPolicyMapping: inhibit_map,
});

interface ReportValues {
  readonly show_chain: boolean;
  readonly policy_print: boolean;
  readonly nameopt: readonly string[];
}

async function report(
  context: Context,
  file: string,
  validation: Validation,
  { show_chain: showsChain, policy_print: printsPolicies, nameopt }: ReportValues,
  roots: readonly Certificate[],
): Promise<void> {
  for (const line of checkLines(validation.checks, context)) await context.print(`${line}\n`);
  if (printsPolicies && validation.policies !== undefined) {
    await write(context.world.stderr, constrainedPoliciesText(validation.policies));
  }
  if (!validation.ok) {
    const lines = [...failureLines(validation.checks), `error ${printable(file)}: verification failed`];
    return write(context.world.stderr, lines.map((line) => `${line}\n`).join(''));
  }
  await context.print(`${printable(file)}: OK\n`);
  if (showsChain) {
    const lines = validation.chain.map((one, depth) => {
      const mark = roots.some((root) => root.equals(one)) ? '' : ' (untrusted)';
      return `depth=${depth}: ${nameText(one.subject.value, nameopt)}${mark}\n`;
    });
    await context.print(`Chain:\n${lines.join('')}`);
  }
}
