/** The program of the lab's room. */
import { importLine, textLiteral } from './literal.ts';

/** A program that runs an attack on its broken variant and on the engine, and prints the four acts. */
export function labProgram(name: string, seed: string): string {
  // As in the room, lone surrogates are replaced, since they have no UTF-8 encoding.
  const text = textLiteral(seed.replace(/\p{Surrogate}/gu, '\ufffd'));
  const imports = [
    ['renderText', 'vitrine/explain'],
    ['seededRandom', 'vitrine/hash'],
    ['ATTACKS, attackExhibit, runAttack', 'vitrine/lab'],
  ].map(([names, from]) => importLine(names, from));
  return `${imports.join('')}
const row = ATTACKS.find(({ name }) => name === ${textLiteral(name)})!;
const attack = await row.load();
const broken = await runAttack(attack, { target: 'broken', random: seededRandom(${text}) });
const engine = await runAttack(attack, { target: 'engine', random: seededRandom(${text}) });
console.log(renderText(attackExhibit(row, attack, { broken, engine }), { showSecrets: true }));
`;
}
