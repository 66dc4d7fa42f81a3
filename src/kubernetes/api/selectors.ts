/** Label and field selectors of list requests (Kubernetes, Labels and Selectors; Field Selectors). */
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { badRequest } from './status.ts';

export type Predicate = (object: KubernetesObject) => boolean;

const LABEL_KEY = String.raw`(?:[A-Za-z0-9.-]+/)?[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?`;
const LABEL_VALUE = String.raw`(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?`;
const EQUALITY = new RegExp(`^(${LABEL_KEY})\\s*(==|=|!=)\\s*(${LABEL_VALUE})$`);
const SET = new RegExp(`^(${LABEL_KEY})\\s+(in|notin)\\s+\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${LABEL_KEY})$`);

/** `a=b,c!=d,e in (f,g),h notin (i),j,!k`: all of them must hold; the empty selector selects everything.
 * @throws StatusError 400 for anything else. */
export function labelSelector(text: string): Predicate {
  const requirements = requirementsOf(text).map(labelRequirement);
  return (object) => requirements.every((holds) => holds(object));
}

/** Splits at commas, except those inside a set, `in (a,b)`. */
function requirementsOf(text: string): string[] {
  const requirements: string[] = [];
  let inSet = false;
  for (const part of text.trim() === '' ? [] : text.split(',')) {
    if (inSet) requirements.push(`${requirements.pop()},${part}`);
    else requirements.push(part);
    inSet = inSet ? !part.includes(')') : part.includes('(') && !part.includes(')');
  }
  return requirements.map((requirement) => requirement.trim());
}

function labelRequirement(text: string): Predicate {
  const labelOf = (object: KubernetesObject, key: string): unknown => fieldOf(object, 'metadata', 'labels', key);
  const equality = EQUALITY.exec(text);
  if (equality !== null) {
    const [, key, operator, value] = equality;
    return (object) => (labelOf(object, key) === value) === (operator !== '!=');
  }
  const set = SET.exec(text);
  if (set !== null) {
    const [, key, operator, list] = set;
    const values: unknown[] = list.split(',').map((value) => value.trim());
    return (object) => values.includes(labelOf(object, key)) === (operator === 'in');
  }
  const existence = EXISTENCE.exec(text);
  if (existence === null) throw badRequest(`unable to parse requirement: ${JSON.stringify(text.slice(0, 200))}`);
  const [, not, key] = existence;
  return (object) => (labelOf(object, key) !== undefined) === (not === '');
}

interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

function fieldRequirements(text: string): FieldRequirement[] {
  return requirementsOf(text).map((requirement) => {
    const match = /^([\w.-]+)(==|=|!=)([^=!]*)$/.exec(requirement);
    if (match === null) throw badRequest(`invalid field selector: ${JSON.stringify(requirement.slice(0, 200))}`);
    return { field: match[1], equal: match[2] !== '!=', value: match[3] };
  });
}

/** The values that a field selector demands, by field; of several for one field the first. @throws StatusError 400. */
export function requiredFields(text: string): ReadonlyMap<string, string> {
  const demanded = fieldRequirements(text).filter(({ equal }) => equal);
  return new Map(demanded.toReversed().map(({ field, value }) => [field, value]));
}

/** `metadata.name=x,status.phase!=Running`, over the fields that a resource type lets select.
 * @throws StatusError 400 for a malformed one, and for any other field. */
export function fieldSelector(text: string, selectable: readonly string[]): Predicate {
  const requirements = fieldRequirements(text);
  for (const { field } of requirements) {
    if (!selectable.includes(field)) throw badRequest(`field label not supported: ${field}`);
  }
  return (object) =>
    requirements.every(({ field, equal, value }) => (textOf(object, ...field.split('.')) === value) === equal);
}
