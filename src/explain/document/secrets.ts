/** Whether anything is hidden unless secrets are requested. */
import type { Span } from '../../codec/index.ts';
import { assertExhibit } from './assert-exhibit.ts';
import type { Exhibit, Part } from './exhibit.ts';

/** Whether any part of an exhibit is secret, at any depth. */
export function hasSecrets(exhibit: Exhibit): boolean {
  assertExhibit(exhibit);
  return haveSecrets(exhibit.parts);
}

/** As `hasSecrets`, for parts that the engine made. */
export const haveSecrets = (parts: readonly Part[]): boolean => parts.some(partHasSecrets);

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
