/** The parts of the explorer that do not depend on a page: addresses, inputs, changes to DER, and programs. */
export { formatAddress, type PassedOver, type Place, type ReadAddress, ROOM_NAMES, type RoomName } from './address.ts';
export { type Edit, edited, type FieldRange, fieldAfter, formatEdits, parseEdits } from './edit/edit.ts';
export { type FieldKind, type FieldPlace, type FieldValue, fieldValue } from './edit/typed.ts';
export { contentOf, type EditableValue, type ValueKind, valueAt } from './edit/value.ts';
export { type ExplorerCode, ExplorerError } from './errors.ts';
export { type InputForm, type PastedInput, readInput } from './input.ts';
export { inspectProgram } from './programs/inspect.ts';
export { bytesLiteral, textLiteral } from './programs/literal.ts';
export { parseAddress, readAddress } from './read-address.ts';
