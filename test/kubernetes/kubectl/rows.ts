/** Command lines of kubectl, in the order in which they are run on one cluster, each with what it prints. */
import { CERTIFICATE_ROWS } from './certificate-rows.ts';
import { MANAGEMENT_ROWS } from './management-rows.ts';
import { OBJECT_ROWS } from './object-rows.ts';
import type { Row } from './row.ts';

export const ROWS: readonly Row[] = [...OBJECT_ROWS, ...CERTIFICATE_ROWS, ...MANAGEMENT_ROWS];
