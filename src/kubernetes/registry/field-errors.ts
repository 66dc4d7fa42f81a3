/** Faults of fields, in Kubernetes' words (k8s.io/apimachinery/pkg/util/validation/field/errors.go). */

/** One fault of one field. */
export interface FieldError {
  /** `spec.containers[0].name`. */
  readonly field: string;
  /** Kubernetes' reason, as in `details.causes[].reason` of a `Status`. */
  readonly reason: FieldReason;
  /** `Invalid value: "x": must be …`, without the field. */
  readonly message: string;
}
export type FieldReason =
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueRequired'
  | 'FieldValueTooLong'
  | 'FieldValueTypeInvalid';

/** A value as Kubernetes prints it: texts quoted, anything else as JSON. */
const shown = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** The field is missing. */
export const required = (field: string, detail = ''): FieldError => ({
  field,
  reason: 'FieldValueRequired',
  message: `Required value${detail && `: ${detail}`}`,
});

/** The value is malformed or out of its range. */
export const invalidValue = (field: string, value: unknown, detail: string): FieldError => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${shown(value)}: ${detail}`,
});

/** The field may not be set here. */
export const forbiddenField = (field: string, detail: string): FieldError => ({
  field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${detail}`,
});

/** The value is not one of the supported ones. */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  field,
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${shown(value)}: supported values: ${supported.map(shown).join(', ')}`,
});

/** The value is a duplicate. */
export const duplicate = (field: string, value: unknown): FieldError => ({
  field,
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
});

/** The text has too many bytes. */
export const tooLong = (field: string, limit: number): FieldError => ({
  field,
  reason: 'FieldValueTooLong',
  message: `Too long: may not be more than ${limit} bytes`,
});

/** The value has another JSON type than the field. */
export const wrongType = (field: string, value: unknown, detail: string): FieldError => ({
  field,
  reason: 'FieldValueTypeInvalid',
  message: `Invalid value: ${shown(value)}: ${detail}`,
});
