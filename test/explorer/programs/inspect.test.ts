/** Programs that are copied from the page do what the page does, whatever was typed in. */
import { afterEach, describe, expect, it } from 'vitest';
import { inspect, renderText } from '../../../src/explain/index.ts';
import { inspectProgram, textLiteral } from '../../../src/explorer/index.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';
import { readCertificatesPem } from '../../../src/x509/index.ts';
import { printedBy, programFolder } from '../../docs/blocks.ts';

const folder = programFolder();
const [{ der }] = readCertificatesPem(SAMPLES.server);
/** What would end a literal, or be run in one. */
const HOSTILE = '\'"`$\u007bprocess.exit(7)}\\\n\r\u2028\u2029*/</script>\u202e\u0000\ud800 张';
let printed: string[] = [];
afterEach(() => {
  printed = [];
});

describe('vectors', () => {
  it('prints what the page shows', async () => {
    printed = await printedBy(inspectProgram(HOSTILE, der), folder.path, 'inspect.ts');
    const { exhibit } = inspect(der, { title: HOSTILE });
    expect(printed).toEqual([renderText(exhibit, { showSecrets: false })]);
  });

  it('says where reading ends', async () => {
    printed = await printedBy(inspectProgram('cut', der.subarray(0, 100)), folder.path, 'cut.ts');
    expect(printed[1]).toMatch(/^reading ends at byte \d+: /);
  });

  it('has no secret in it: such a file is read', () => {
    const program = inspectProgram('Private key', undefined);
    expect(program).toContain('readFileSync(process.argv[2])');
  });

  it('a text comes out of its literal as it went in', async () => {
    printed = await printedBy(`console.log(JSON.stringify(${textLiteral(HOSTILE)}));`, folder.path, 'text.ts');
    expect(JSON.parse(printed[0])).toBe(HOSTILE);
  });
});
