/** Command lines of kubectl, in the order in which they are run on one cluster, each with what it prints. */
import { MANAGEMENT_ROWS } from './management-rows.ts';
import { OBJECT_ROWS } from './object-rows.ts';
import type { Row } from './row.ts';

export const ROWS: readonly Row[] = [...OBJECT_ROWS, ...MANAGEMENT_ROWS];
