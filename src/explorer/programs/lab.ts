/** The program of the lab's room. */
import { importLine, textLiteral } from './literal.ts';

/** A program that runs an attack on its broken variant and on the engine, and prints the four acts. */
export function labProgram(name: string, seed: string): string {
  const imports = [
    ['renderText', 'vitrine/explain'],
    ['seededRandom', 'vitrine/hash'],
    ['ATTACKS, attackExhibit, runAttack', 'vitrine/lab'],
  ].map(([names, from]) => importLine(names, from));
  return `${imports.join('')}
const row = ATTACKS.find(({ name }) => name === ${textLiteral(name)})!;
const attack = await row.load();
const broken = await runAttack(attack, { target: 'broken', random: seededRandom(${textLiteral(seed)}) });
const engine = await runAttack(attack, { target: 'engine', random: seededRandom(${textLiteral(seed)}) });
console.log(renderText(attackExhibit(row, attack, { broken, engine }), { showSecrets: true }));
`;
}
