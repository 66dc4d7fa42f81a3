/** The strategies of all types, by group and resource, and subresource where there is one. */
import type { Strategy } from './strategy.ts';

const NONE: Strategy = {};

/** `GROUP/RESOURCE` or `GROUP/RESOURCE/SUBRESOURCE`; the core group is ''. */
export const STRATEGIES: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([]);

/** The strategy of a type or of one of its subresources; one that does nothing where there is no row. */
export const strategyOf = (group: string, plural: string, subresource: string): Strategy =>
  STRATEGIES.get([group, plural, ...(subresource === '' ? [] : [subresource])].join('/')) ?? NONE;
