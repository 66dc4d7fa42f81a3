/** The table of kubectl's command lines: a part of it in every run of the tests, all of it where INTEROP=all. */
import { ROWS } from './rows.ts';
import { kubectlSuite } from './suite.ts';

const isAll = process.env['INTEROP'] === 'all';
kubectlSuite(ROWS.filter((row) => isAll || row.quick));
