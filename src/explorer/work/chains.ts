/** The chains room's work: the certificates of a scene, the search for a path among them, and the outcome of each rule for each of them. */
import { type Bytes, base64urlToBytes, UsageError, VitrineError } from '../../bytes/index.ts';
import { explainValidation, type Language, type Part } from '../../explain/index.ts';
import { type Block, blocksOf, inspectBlock } from '../../explain/internal.ts';
import {
  attributeTexts,
  type Certificate,
  type Check,
  certificatePem,
  decodeCertificate,
  type Name,
  type Profile,
  type Purpose,
  parseIpAddress,
  type ValidationName,
  type X509Event,
} from '../../x509/index.ts';
import { formatReadable } from '../../x509/internal.ts';
import { changedCertificate } from '../chains/changed-certificate.ts';
import { type ChangeName, type Changes, changesFor, parseChanges } from '../chains/changes.ts';
import { clusterScene } from '../chains/cluster.ts';
import { CLUSTER_LINKS, questionOf, type Side } from '../chains/cluster-links.ts';
import { SCENE_FIELDS, type SceneName, sceneNamed } from '../chains/fields.ts';
import { crossScene, lineScene } from '../chains/issued.ts';
import { layoutOf, type Spot } from '../chains/layout.ts';
import { ownScene } from '../chains/own.ts';
import type { CertificateRole, Scene, SceneCertificate, SceneQuestion } from '../chains/scene.ts';
import { readInput } from '../input.ts';
import type { ChainQuestion } from '../programs/chains.ts';
import { SettingError } from '../setting-error.ts';
import { SettingsReader, type SettingTexts } from '../settings.ts';
import { exhibitHtml, titlesIn } from './exhibit-html.ts';
import { type Telling, tellingIn } from './telling.ts';

export interface ChainsInput {
  readonly settings: SettingTexts;
  /** The pasted input, for the scene of the reader's own certificates; the input of an address comes before it. */
  readonly source: Uint8Array | undefined;
  readonly language: Language;
}

/** A certificate in the picture. */
export interface ChainNode extends Spot {
  readonly id: string;
  readonly role: CertificateRole;
  /** Its label in the picture: its name in the cluster's plan, or its common name. */
  readonly title: string;
  readonly subject: string;
  readonly issuedBy: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly der: Bytes;
  /** The id of its issuer. */
  readonly issuer: string | undefined;
  /** Its role for the verifier. */
  readonly standing: 'absent' | 'asked' | 'given' | 'trusted';
  readonly changes: readonly ChangeName[];
  readonly possible: readonly ChangeName[];
  /** The outcome of each rule for it, in the path that is reported; in the language of the page. */
  readonly checks: readonly Check[];
}

/** A step of the search. */
export type ChainStep =
  | {
      readonly kind: 'tried';
      readonly certificate: string;
      readonly candidate: string;
      readonly signed: 'no' | 'unknown' | 'yes';
    }
  | {
      /** The search ends at a certificate: no issuer of it was found. */
      readonly kind: 'ends';
      readonly certificate: string;
      /** The name that it gives as its issuer. */
      readonly issuer: string;
    }
  | {
      readonly kind: 'path';
      readonly chain: readonly string[];
      readonly chosen: boolean;
      /** The rules that failed, as they are shown. */
      readonly broken: readonly string[];
    };

export interface ChainsOutcome {
  readonly nodes: readonly ChainNode[];
  readonly steps: readonly ChainStep[];
  readonly ok: boolean;
  /** The rules that failed, as they are shown: by their codes, in Chinese with what they demand. */
  readonly broken: readonly string[];
  readonly question: ChainQuestion;
  /** Every path with its checks. */
  readonly html: string;
  /** Only the certificates of the pasted input, in PEM; '' for another scene, and where one of them holds a private key. */
  readonly pasted: string;
  /** Whether a certificate holds what looks like a private key, as in Inspect: it stays out of addresses and programs. */
  readonly isSecret: boolean;
}

/** @throws SettingError for a setting out of its bounds, or one that the verifier refuses; UsageError for changes that are none; InspectError, PemError
 * for unreadable input. */
export async function chainsJob(input: ChainsInput): Promise<ChainsOutcome> {
  try {
    return await chainsOf(input);
  } catch (error) {
    throw ofSetting(error);
  }
}

/** An error for an argument that a field gives, as one for that field: `name.dns` is of the field `name`. */
function ofSetting(error: unknown): unknown {
  if (error instanceof SettingError || !(error instanceof UsageError)) return error;
  const { argument, message, code } = error;
  const [field] = argument.split('.');
  return field === 'name' || field === 'input'
    ? new SettingError(field, 'other', message.slice(argument.length + 2), code)
    : error;
}

async function chainsOf({ settings, source, language }: ChainsInput): Promise<ChainsOutcome> {
  const name = sceneNamed(settings['scene']);
  const of = new SettingsReader(SCENE_FIELDS[name], settings);
  const seed = name === 'own' ? '' : of.text('seed');
  const changes = parseChanges(settings['changes'] ?? '');
  // The address contains the certificates of a pasted input, or those of a link that was followed after it was pasted.
  const { input } = settings;
  const scene = await sceneOf(name, settings, of, input === undefined ? source : base64urlToBytes(input), language);
  const changed = scene.certificates.map((one): SceneCertificate => {
    const names = changes.get(one.id);
    return names === undefined ? one : { ...one, certificate: changedCertificate(one, names, seed) };
  });
  const own = { ...scene, certificates: changed };
  const pasted = name === 'own' ? scene.certificates.map(({ certificate }) => certificate) : [];
  const { isUnlinked } = await import('./unlinked.ts');
  const isSecret = pasted.some(({ der }) => isUnlinked(der));
  const outcome = await judged(own, changes, verifierQuestion(own, changes, of), language);
  return { ...outcome, isSecret, pasted: isSecret ? '' : pasted.map(certificatePem).join('') };
}

async function sceneOf(
  name: SceneName,
  settings: SettingTexts,
  of: SettingsReader,
  source: Uint8Array | undefined,
  language: Language,
): Promise<Scene> {
  if (name === 'cluster') {
    const link = CLUSTER_LINKS.find((one) => one.name === settings['link']) ?? CLUSTER_LINKS[0];
    const side: Side = settings['side'] === 'client' ? 'client' : 'server';
    return { certificates: await clusterScene(of.text('seed')), question: questionOf(link, side) };
  }
  const certificates = await certificatesOf(name, of, source, language);
  const roots = certificates.filter(({ role }) => role === 'root').map(({ id }) => id);
  const leaf = certificates.find(({ role }) => role === 'leaf') ?? certificates[0];
  const question: SceneQuestion = {
    ...{ leaf: leaf.id, trusted: roots, purpose: of.choice('purpose') as Purpose, name: peerOf(of.text('name')) },
  };
  return { certificates, question };
}

async function certificatesOf(
  name: Exclude<SceneName, 'cluster'>,
  of: SettingsReader,
  source: Uint8Array | undefined,
  language: Language,
): Promise<readonly SceneCertificate[]> {
  if (name === 'line') return lineScene(of.text('seed'));
  if (name === 'cross') return crossScene(of.text('seed'));
  const blocks = source === undefined || source.length === 0 ? [] : blocksOf(readInput(source).bytes, {});
  const isRead = ({ bytes }: Block): boolean => isCertificate(bytes);
  const certificates = blocks.filter(isRead);
  const others = blocks.filter((block) => !isRead(block));
  const titles = titlesOf(others);
  // Without it, the verdict would be about something else than was asked. OpenSSL's TRUSTED CERTIFICATE has more than a certificate.
  const isDamaged = titles.includes('Certificate') || others.some(({ label = '' }) => CERTIFICATE_LABEL.test(label));
  if (isDamaged) throw new SettingError('input', 'damagedCertificate');
  if (certificates.length === 0 && blocks.length > 0) throw await noCertificate(titles, language);
  return ownScene(certificates.map(({ bytes }) => bytes));
}

const CERTIFICATE_LABEL = /^(?:X509 |TRUSTED )?CERTIFICATE$/;
/** Most structures that are looked at to say what was pasted beside certificates or in their place, and most that are named. */
const MOST_LOOKED_AT = 64;
const MOST_NAMED = 4;

const titlesOf = (blocks: readonly Block[]): readonly string[] =>
  blocks.slice(0, MOST_LOOKED_AT).map((block) => inspectBlock(block, { title: '' }).title);

async function noCertificate(titles: readonly string[], language: Language): Promise<SettingError> {
  const say = await titlesIn(language);
  const named = [...new Set(titles)].slice(0, MOST_NAMED).map(say);
  return new SettingError('input', 'noCertificate', named.join(language === 'zh' ? '、' : '; '));
}

/** Other structures of the pasted input, such as a key, are left out. */
function isCertificate(der: Uint8Array): boolean {
  try {
    decodeCertificate(der);
    return true;
  } catch (error) {
    if (error instanceof VitrineError) return false;
    throw error;
  }
}

/** An IP address or a DNS name; for an empty text the name is not checked. */
const peerOf = (text: string): ValidationName | 'unchecked' =>
  text === '' ? 'unchecked' : parseIpAddress(text) === undefined ? { dns: text } : { ip: text };

/** The verifier's input, as certificates. */
type Asked = Omit<ChainQuestion, 'intermediates' | 'leaf' | 'roots'> & {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly roots: readonly Certificate[];
};

function verifierQuestion({ certificates, question }: Scene, changes: Changes, of: SettingsReader): Asked {
  const has = (id: string, name: ChangeName): boolean => changes.get(id)?.has(name) === true;
  const { certificate: leaf } = certificates.find(({ id }) => id === question.leaf)!;
  const roots = certificates.filter(({ id }) => question.trusted.includes(id) && !has(id, 'untrusted'));
  const given = certificates.filter(
    ({ id, role }) => role === 'intermediate' && id !== question.leaf && !has(id, 'dropped'),
  );
  return {
    ...{ leaf, intermediates: given.map(ofCertificate), roots: roots.map(ofCertificate) },
    ...{ time: of.time('time'), purpose: question.purpose, name: question.name },
    profile: of.choice('profile') as Profile,
  };
}

const ofCertificate = ({ certificate }: SceneCertificate): Certificate => certificate;

/** The question in the form that is sent to the page. */
const sent = ({ leaf, intermediates, roots, ...question }: Asked): ChainQuestion => ({
  ...question,
  leaf: leaf.der,
  intermediates: intermediates.map(({ der }) => der),
  roots: roots.map(({ der }) => der),
});

async function judged(
  { certificates, question }: Scene,
  changes: Changes,
  asked: Asked,
  language: Language,
): Promise<Omit<ChainsOutcome, 'isSecret' | 'pasted'>> {
  const events: X509Event[] = [];
  const { validation, exhibit } = explainValidation('', {
    ...{ ...asked, time: () => asked.time, revocation: { policy: 'off' } },
    observe: (event) => events.push(event),
  });
  // The verdict and the question are shown by the page itself.
  const parts = exhibit.parts.filter((part): part is Part => part.kind === 'section' || part.kind === 'table');
  const options = { showSecrets: false, level: 3, ids: 'chains-', language, ownTexts: false };
  const told = await tellingIn(language);
  const spots = layoutOf(certificates);
  const nodes = certificates.map((one): ChainNode => {
    const depth = validation.chain.indexOf(one.certificate);
    const checks = validation.checks.filter((check) => check.depth === depth).map(told.check);
    const standing = standingOf(one, question, asked);
    return { ...nodeOf(one, changes.get(one.id)), ...spots.get(one.id)!, standing, checks };
  });
  return {
    ...{ nodes, steps: stepsOf(events, certificates, told), ok: validation.ok },
    broken: brokenBy(validation.checks).map(told.rule),
    question: sent(asked),
    html: await exhibitHtml({ title: '', parts }, options),
  };
}

const brokenBy = (checks: readonly Check[]): readonly string[] => [
  ...new Set(checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code)),
];

function nodeOf(one: SceneCertificate, changes: ReadonlySet<ChangeName> | undefined) {
  const { id, role, title, certificate, issuer, issuerKey } = one;
  const { subject, issuer: issuedBy, serialNumber, notBefore, notAfter, der } = certificate;
  const possible = changesFor(role, issuerKey !== undefined);
  return {
    ...{
      id,
      role,
      issuer,
      title: title ?? commonNameOf(subject.value),
      subject: formatReadable(subject.value),
      issuedBy: formatReadable(issuedBy.value),
      der,
    },
    ...{
      serialNumber: serialNumber.toString(16),
      notBefore: minuteTextOf(notBefore),
      notAfter: minuteTextOf(notAfter),
    },
    ...{ possible, changes: possible.filter((name) => changes?.has(name)) },
  };
}

/** The last common name, or the whole name if there is none. It is found by its type: a text may look like another attribute. */
function commonNameOf(name: Name): string {
  const last = name.flat().findLast((attribute) => attributeTexts([[attribute]], 'CN').length > 0);
  if (last === undefined) return formatReadable(name) || '—';
  return formatReadable([[last]]).replace(/^CN = /, '') || '—';
}

/** The form in which the page shows and takes times. */
const minuteTextOf = (date: Date): string => `${date.toISOString().slice(0, 16)}Z`;

function standingOf({ id, certificate }: SceneCertificate, { leaf }: SceneQuestion, asked: Asked) {
  if (id === leaf) return 'asked';
  if (asked.roots.includes(certificate)) return 'trusted';
  return asked.intermediates.includes(certificate) ? 'given' : 'absent';
}

function stepsOf(
  events: readonly X509Event[],
  certificates: readonly SceneCertificate[],
  told: Telling,
): readonly ChainStep[] {
  const idOf = (one: unknown): string => certificates.find(({ certificate }) => certificate === one)?.id ?? '';
  const tried = events.filter((event) => event.kind === 'issuer-tried');
  return events.flatMap((event): ChainStep[] => {
    if (event.kind === 'issuer-tried') {
      const signed = event.signed === undefined ? 'unknown' : event.signed ? 'yes' : 'no';
      return [{ kind: 'tried', certificate: idOf(event.certificate), candidate: idOf(event.candidate), signed }];
    }
    if (event.kind !== 'path') return [];
    const broken = brokenBy(event.checks);
    const path: ChainStep = {
      kind: 'path',
      chain: event.chain.map(idOf),
      chosen: event.chosen,
      broken: broken.map(told.rule),
    };
    const last = event.chain.at(-1);
    const isTried = tried.some(({ certificate }) => certificate === last);
    if (last === undefined || isTried || !broken.includes('trust-anchor')) return [path];
    return [{ kind: 'ends', certificate: idOf(last), issuer: formatReadable(last.issuer.value) }, path];
  });
}
