/** What a specimen is: a sound certificate, request or CRL with exactly one fault that a rule of lint is about. */
import type { Bytes } from '../../bytes/index.ts';
import type { LintKind, LintLimits } from '../../lint/index.ts';
import type { CertificateParts, CrlParts, RequestParts } from './parts.ts';
import { soundCrl, soundIntermediate, soundLeaf, soundRequest, soundRoot } from './sound.ts';

const SOUND = {
  leaf: soundLeaf,
  intermediate: soundIntermediate,
  root: soundRoot,
  request: soundRequest,
  crl: soundCrl,
} as const;
export type Base = keyof typeof SOUND;
type PartsOf<B extends Base> = ReturnType<(typeof SOUND)[B]>;

/** The bytes that are wrong, wherever in the specimen they come; where something is missing, the structure that it is missing from. */
type Where = Bytes;

/** How a specimen is made. */
export interface SpecimenRow {
  /** The rule's code. */
  readonly code: string;
  readonly kind: LintKind;
  /** Codes of other rules of severity `error` that the same fault breaks. */
  readonly implies: readonly string[];
  /** Limits of the linter under which it is judged; default: those of `lint`. */
  readonly limits?: Partial<LintLimits>;
  make(): Specimen;
}

/** A specimen and its sound twin. */
export interface Specimen {
  readonly faulty: Bytes;
  readonly sound: Bytes;
  /** The bytes of `faulty` within which the rule must find the fault. */
  readonly where: Bytes;
}

type Change<B extends Base, R> = (parts: PartsOf<B>) => R;

/** @property implies - see `SpecimenRow`. @property twin - what else the twin and the specimen have in common: another key, a policy. */
interface SpecimenOptions<B extends Base> {
  readonly implies?: readonly string[];
  readonly limits?: Partial<LintLimits>;
  readonly twin?: Change<B, unknown>;
}

/** @param fault - puts the fault into sound parts. @returns the bytes that are wrong. */
export function specimen<B extends Base>(
  code: string,
  base: B,
  fault: Change<B, Where>,
  options: SpecimenOptions<B> = {},
): SpecimenRow {
  const build = (): PartsOf<B> => {
    const parts = SOUND[base]() as PartsOf<B>;
    options.twin?.(parts);
    return parts;
  };
  return {
    code,
    kind: base === 'request' || base === 'crl' ? base : 'certificate',
    implies: options.implies ?? [],
    ...(options.limits && { limits: options.limits }),
    make() {
      const faulty = build();
      const where = fault(faulty);
      return { faulty: encoded(faulty), sound: encoded(build()), where };
    },
  };
}

const encoded = (parts: CertificateParts | RequestParts | CrlParts): Bytes => parts.encode();
