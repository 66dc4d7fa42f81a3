/** The type of a specimen: a valid certificate, request or CRL with exactly one fault, which one rule of lint must find. */
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

/** The faulty bytes, at whatever offset they occur in the specimen; if something is missing, the structure that lacks it. */
type Where = Bytes;

/** How a specimen is made. */
export interface SpecimenRow {
  /** The rule's code. */
  readonly code: string;
  readonly kind: LintKind;
  /** Codes of other rules of severity `error` that the same fault breaks. */
  readonly implies: readonly string[];
  /** Limits of the linter for this specimen; default: those of `lint`. */
  readonly limits?: Partial<LintLimits>;
  make(): Specimen;
}

/** A specimen and the valid original without the fault. */
export interface Specimen {
  readonly faulty: Bytes;
  readonly sound: Bytes;
  /** The bytes of `faulty` within which the rule must find the fault. */
  readonly where: Bytes;
}

type Change<B extends Base, R> = (parts: PartsOf<B>) => R;

/** @property implies - see `SpecimenRow`. @property twin - a further change to both the original and the specimen: another key, a
 * policy. */
interface SpecimenOptions<B extends Base> {
  readonly implies?: readonly string[];
  readonly limits?: Partial<LintLimits>;
  readonly twin?: Change<B, unknown>;
}

/** @param fault - introduces the fault into valid parts. @returns the bytes that are wrong. */
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
