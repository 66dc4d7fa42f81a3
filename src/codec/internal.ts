/** For other rooms, not part of the package. */
export { limitRule } from './limits.ts';
export { pathText } from './path-text.ts';
export { unknownField } from './unknown-field.ts';
