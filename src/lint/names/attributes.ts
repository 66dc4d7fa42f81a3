/** The attributes of a name. */
import { ATTRIBUTE_OIDS } from '../../asn1/internal.ts';
import { field, type Part } from '../reading/part.ts';

export interface AttributePart {
  readonly part: Part;
  /** The RDN that it is in. */
  readonly rdn: Part;
  /** OID, if it can be read. */
  readonly type: string | undefined;
  /** The value; its `kind` is the string type. */
  readonly value: Part | undefined;
  /** The value as text, if it is one and can be read. */
  readonly text: string | undefined;
}

/** All attributes of a name, in order. */
export const attributesOf = (name: Part | undefined): AttributePart[] =>
  (name?.children ?? []).flatMap((rdn) => rdn.children.map((part) => attributeOf(part, rdn)));

function attributeOf(part: Part, rdn: Part): AttributePart {
  const type = field(part, 'type')?.value as string | undefined;
  const value = field(part, 'value');
  return { part, rdn, type, value, text: typeof value?.value === 'string' ? value.value : undefined };
}

/** The attribute types that rules name. */
export const OIDS = ATTRIBUTE_OIDS;
