/** `npm run bench:table`: tables and charts from bench/results/latest.json, as a full `npm run bench:peers` leaves them. */
import { LATEST } from './places.ts';
import { readReport } from './report.ts';
import { writeDocuments } from './write-documents.ts';

await writeDocuments(readReport(LATEST));
