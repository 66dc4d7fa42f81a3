/** The program of the handshake room. */
import type { HandshakeSettings } from '../../explain/index.ts';
import { importLine, textLiteral } from './literal.ts';

/** A program that runs the session, and prints its messages, checks and secrets. */
export function handshakeProgram(settings: HandshakeSettings): string {
  const {
    suite,
    certificate = 'rsa',
    group,
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
