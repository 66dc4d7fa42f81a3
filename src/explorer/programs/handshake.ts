/** The program of the handshake room. */
import type { HandshakeSettings } from '../../explain/index.ts';
import { importLine, textLiteral } from './literal.ts';

/** A program that runs the session, and prints its messages, checks and secrets. */
export function handshakeProgram(settings: HandshakeSettings): string {
  const {
    suite,
    certificate = 'rsa',
    group,
    offers,
    retry,
    resume,
    keyUpdate,
    clientAuthentication,
    fault,
    seed,
    time,
  } = settings;
  const optional = [
    group === undefined ? '' : `  group: ${textLiteral(group)},\n`,
    offers === undefined ? '' : `  offers: {${offersText(offers)} },\n`,
    retry ? '  retry: true,\n' : '',
    resume ? '  resume: true,\n' : '',
    keyUpdate ? '  keyUpdate: true,\n' : '',
    clientAuthentication === false ? '  clientAuthentication: false,\n' : '',
  ];
  return `${importLine('handshakeExhibit, recordHandshake, renderText', 'vitrine/explain')}
const recording = await recordHandshake({
  suite: ${textLiteral(suite)},
  certificate: ${textLiteral(certificate)},
${optional.join('')}  extendedMasterSecret: true,
  encryptThenMac: true,
  fault: ${fault === undefined ? 'undefined' : textLiteral(fault)},
  seed: ${textLiteral(seed)},
  time: new Date(${textLiteral(time.toISOString())}),
});
console.log(renderText(handshakeExhibit(recording), { showSecrets: true }));
`;
}

type Offers = NonNullable<HandshakeSettings['offers']>;

/** The lists of each side that has some. */
const offersText = (offers: Offers): string =>
  (['client', 'server'] as const)
    .flatMap((role) => {
      const lists = Object.entries(offers[role] ?? {}).map(
        ([name, list]: [string, readonly string[]]) => `${name}: [${list.map(textLiteral).join(', ')}]`,
      );
      return lists.length === 0 ? [] : [` ${role}: { ${lists.join(', ')} }`];
    })
    .join(',');
