/** Whether anything is hidden unless secrets are requested. */
import { assertArray, assertFields, UsageError } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import type { Exhibit, Part } from './exhibit.ts';

/** Whether any part of an exhibit is secret, at any depth. */
export function hasSecrets(exhibit: Exhibit): boolean {
  assertExhibit(exhibit);
  return exhibit.parts.some(partHasSecrets);
}

/** @throws UsageError `wrong-type` for a value that is not an exhibit. */
export function assertExhibit(value: Exhibit): void {
  assertFields(value, 'exhibit', 'an Exhibit', 'title', 'parts');
  assertParts(value.parts, 'exhibit.parts');
}

/** Every kind of part. */
const KINDS: Readonly<Record<Part['kind'], true>> = {
  ...{ prose: true, facts: true, bytes: true, table: true, points: true },
  ...{ checks: true, sequence: true, search: true, section: true },
};

function assertParts(parts: readonly Part[], argument: string): void {
  assertArray(parts, argument);
  for (const [i, part] of parts.entries()) {
    const at = `${argument}[${i}]`;
    assertFields(part, at, 'a part of an exhibit', 'kind');
    if (!Object.hasOwn(KINDS, part.kind)) {
      const renamed = `${part.kind}` === 'octets' ? ': it is called bytes now' : '';
      throw new UsageError('wrong-type', `${at}.kind`, `has no kind ${JSON.stringify(part.kind)}${renamed}`);
    }
    if (part.kind === 'section') assertParts(part.parts, `${at}.parts`);
    if (part.kind !== 'sequence') continue;
    for (const [k, arrow] of part.arrows.entries()) assertParts(arrow.detail, `${at}.arrows[${k}].detail`);
  }
}

function partHasSecrets(part: Part): boolean {
  switch (part.kind) {
    case 'prose':
    case 'checks':
    case 'points':
      return false;
    case 'facts':
      return part.rows.some(({ secret }) => secret === true);
    case 'bytes':
      return spanHasSecrets(part.span);
    case 'table':
    case 'search':
      return part.secret === true;
    case 'sequence':
      return part.arrows.some(({ detail }) => detail.some(partHasSecrets));
    case 'section':
      return part.parts.some(partHasSecrets);
  }
}

/** Whether a span, or one inside of it, is secret. */
export const spanHasSecrets = (span: Span): boolean => span.secret === true || span.children.some(spanHasSecrets);
