/** `vitrine-shim`: what BoringSSL's runner starts. */
import { runShim } from './shim.ts';

process.exitCode = await runShim(process.argv.slice(2), (line) => process.stderr.write(`${line}\n`));
