/** What each side has of versions, suites and groups, which of them the server chooses, and why. */
import { type ClientHello, CODE_POINTS, cipherSuiteName } from '../../tls/index.ts';
import { type EngineEvent, type SessionFailure, type TlsLog, tlsLogOf } from '../document/events.ts';
import type { Fact, Facts, Part } from '../document/exhibit.ts';
import type { Recording } from '../recording/recording.ts';
import { supportedVersions, TLS13 } from './names-of-tls13.ts';
import { type HandshakeLists, offerOf } from './session.ts';

/** One thing to agree on. */
interface Matter {
  readonly what: 'group' | 'suite' | 'version';
  readonly title: string;
  readonly rule: string;
  /** In the client's order, and in the server's. */
  readonly client: readonly string[];
  readonly server: readonly string[];
  /** Of what is there a key share, in TLS 1.3. */
  readonly shares?: readonly string[];
  /** Of the suites, those of the version that was chosen. */
  readonly fits?: (name: string) => boolean;
}

/** The negotiation of a session whose sides have lists of their own; no part for another session. */
export function negotiationParts({ run, events }: Recording): readonly Part[] {
  if (run.command !== 'handshake' || run.offers === undefined) return [];
  const [client, server] = [tlsLogOf(events, 'client'), tlsLogOf(events, 'server')];
  const hello = client?.find('message', ({ message }) => message.kind === 'client_hello')?.message;
  if (server === undefined || hello?.kind !== 'client_hello') return [];
  const version = server.find('choice', ({ what }) => what === 'version')?.chosen;
  const parts = mattersOf(hello.value, offerOf(run, 'server'), version).flatMap((matter): Facts[] => {
    const outcome = outcomeOf(matter, server, failureOf(events));
    return outcome === undefined ? [] : [toldOf(matter, outcome)];
  });
  return [{ kind: 'section', title: 'What each side has, and what the server makes of it', parts }];
}

const versionOf = (suite: string): string => (suite.includes('_WITH_') ? 'TLSv1.2' : 'TLSv1.3');

function mattersOf(
  { clientVersion, cipherSuites, extensions = [] }: ClientHello,
  server: HandshakeLists,
  version: string | undefined,
): readonly Matter[] {
  const listed = supportedVersions(extensions);
  const versions = (listed.length > 0 ? listed : [clientVersion]).map((one) => (one === TLS13 ? 'TLSv1.3' : 'TLSv1.2'));
  const groups = extensions.flatMap((one) => (one.kind === 'supported_groups' ? one.value : []));
  const shares = extensions.flatMap((one) => (one.kind === 'key_share' ? one.value.map(({ group }) => group) : []));
  const nameOf = (group: number): string[] | string => CODE_POINTS.namedGroup.get(group) ?? [];
  const own = server.suites.map(versionOf);
  return [
    {
      ...{ what: 'version', title: 'The version', rule: 'RFC 8446 §4.2.1', client: versions },
      server: ['TLSv1.3', 'TLSv1.2'].filter((one) => own.includes(one)),
    },
    {
      ...{ what: 'suite', title: 'The cipher suite', rule: 'RFC 8446 §4.1.1' },
      ...{ client: cipherSuites.flatMap((id) => cipherSuiteName(id) ?? []), server: server.suites },
      fits: (name) => versionOf(name) === version,
    },
    {
      ...{ what: 'group', title: 'The group of the key exchange', rule: 'RFC 8446 §4.2.7' },
      ...{ client: groups.flatMap(nameOf), server: server.groups, shares: shares.flatMap(nameOf) },
    },
  ];
}

/** What the server gave up with. */
const failureOf = (events: readonly EngineEvent[]): SessionFailure | undefined =>
  events.flatMap((one) => (one.source === 'end' && one.role === 'server' ? (one.failure ?? []) : []))[0];

/** The choice with its reason, or why there is none; undefined if the server did not get so far, or had nothing to choose. */
function outcomeOf(matter: Matter, server: TlsLog, failure: SessionFailure | undefined): string | undefined {
  const { what } = matter;
  const choice = server.find('choice', (one) => one.what === what);
  if (choice !== undefined) return `${choice.chosen}: ${choice.reason}`;
  if (failure?.code === `no-common-${what}`) return `nothing: ${lackOf(matter)}; it sends the alert ${failure.alert}`;
  const resumed = server.find('choice', (one) => one.what === 'session') && server.find('negotiated')?.negotiated[what];
  return resumed && `${resumed}: that of the session that is resumed`;
}

function lackOf(matter: Matter): string {
  const both = inCommon(matter);
  return both.length === 0
    ? `it has none of what the client has${matter.fits ? ' for that version' : ''}`
    : `it has ${both.join(', ')} too, but no certificate and group of both sides fit`;
}

/** In the client's order. */
const inCommon = ({ client, server, fits = () => true }: Matter): readonly string[] =>
  client.filter((one) => server.includes(one) && fits(one));

function toldOf(matter: Matter, outcome: string): Facts {
  const { title, rule, client, server, shares = [] } = matter;
  const [first] = inCommon(matter);
  const row = (label: string, value: string): Fact => ({ label, value, rule });
  const isOther = first !== undefined && !outcome.startsWith(`${first}:`) && !outcome.startsWith('nothing');
  const rows = [
    row('the client offers', client.join(', ') || 'nothing'),
    ...(shares.length > 0 ? [row('with key shares for', shares.join(', '))] : []),
    row('the server takes', server.join(', ')),
    row('the server chooses', outcome),
    ...(isOther ? [row('the client would rather have', `${first}: but the order of the server decides`)] : []),
  ];
  return { kind: 'facts', title, rows };
}
