/** The cases of the corpora in one form. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Bytes, base64ToBytes } from '../../src/bytes/index.ts';
import { pemDecode } from '../../src/keys/index.ts';
import type { ValidationName } from '../../src/x509/index.ts';

/** The folder that CORPORA names, as for the tests. */
export const CORPORA = resolve(import.meta.dirname, '../..', process.env['CORPORA'] ?? '../shared/corpora');

/** What the policies of a PKITS test are. */
export interface CasePolicies {
  readonly accepted: readonly string[];
  readonly explicit: boolean;
  readonly inhibitMapping: boolean;
  readonly inhibitAny: boolean;
}

/** One case: everything is DER. */
export interface Case {
  readonly id: string;
  readonly leaf: Bytes;
  readonly intermediates: readonly Bytes[];
  readonly roots: readonly Bytes[];
  readonly time: Date;
  /** The server that is asked for; absent: any name, any purpose. */
  readonly name?: ValidationName;
  /** CAs that may stand between leaf and root. */
  readonly maxDepth?: number;
  readonly crls?: readonly Bytes[];
  readonly policies?: CasePolicies;
  readonly expected: boolean;
}

const read = (file: string) => JSON.parse(readFileSync(join(CORPORA, 'x509', file), 'utf8'));
const ofPem = (texts: readonly string[]): Bytes[] => texts.flatMap((text) => pemDecode(text).map(({ bytes }) => bytes));

interface LimboCase {
  readonly id: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_peer_name: { readonly kind: 'DNS' | 'IP'; readonly value: string };
  readonly max_chain_depth: number | null;
  readonly expected_result: string;
}

/** x509-limbo: 135 servers. Where a case names no time, it is the suite's own. */
export const limboCases = (): Case[] =>
  (read('limbo-2023-12.json').testcases as LimboCase[]).map((limbo) => ({
    id: limbo.id,
    leaf: ofPem([limbo.peer_certificate])[0],
    intermediates: ofPem(limbo.untrusted_intermediates),
    roots: ofPem(limbo.trusted_certs),
    time: new Date(limbo.validation_time ?? '2023-12-02T00:00:00Z'),
    name:
      limbo.expected_peer_name.kind === 'IP'
        ? { ip: limbo.expected_peer_name.value }
        : { dns: limbo.expected_peer_name.value },
    ...(limbo.max_chain_depth !== null && { maxDepth: limbo.max_chain_depth }),
    expected: limbo.expected_result === 'SUCCESS',
  }));

interface PkitsTest {
  readonly id: string;
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly path_cert_indices: readonly number[];
  readonly initial_policy_set: readonly string[];
  readonly initial_explicit_policy: boolean;
  readonly initial_policy_mapping_inhibit: boolean;
  readonly initial_inhibit_any_policy: boolean;
  readonly expected_result: string;
}

/** NIST PKITS: 249 tests, with their lists and policies. */
export function pkitsCases(): Case[] {
  const { tests, validation_time } = read('pkits.json');
  return (tests as PkitsTest[]).map((test) => {
    const certificates = test.certs.map(base64ToBytes);
    const leaf = test.path_cert_indices.at(-1)!;
    return {
      id: test.id,
      leaf: certificates[leaf],
      intermediates: certificates.filter((_, i) => i !== 0 && i !== leaf),
      roots: [certificates[0]],
      time: new Date(validation_time),
      crls: test.crls.map(base64ToBytes),
      policies: {
        accepted: test.initial_policy_set,
        explicit: test.initial_explicit_policy,
        inhibitMapping: test.initial_policy_mapping_inhibit,
        inhibitAny: test.initial_inhibit_any_policy,
      },
      expected: test.expected_result === 'SUCCESS',
    };
  });
}
