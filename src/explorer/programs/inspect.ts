/** The program of the inspect room. */
import { bytesLiteral, importLine, textLiteral } from './literal.ts';

/** A program that prints every field of a structure.
 * @param der - undefined: the program reads the file that its command line names. */
export function inspectProgram(title: string, der: Uint8Array | undefined): string {
  const [imports, value] =
    der === undefined
      ? [importLine('readFileSync', 'node:fs'), 'readFileSync(process.argv[2])']
      : [importLine('base64ToBytes', 'vitrine/bytes'), bytesLiteral(der)];
  return `${imports}${importLine('inspect, renderText', 'vitrine/explain')}
const bytes = ${value};
const { exhibit, fault } = inspect(bytes, { title: ${textLiteral(title)} });
console.log(renderText(exhibit, { showSecrets: false }));
if (fault !== undefined) console.log(\`reading ends at byte \${fault.at}: \${fault.code}, \${fault.rule}\`);
`;
}
