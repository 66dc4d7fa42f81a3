/** What each room understands of its address: every parameter with values that are none. */
import { describe, expect, it } from 'vitest';
import { ROOM_NAMES, type RoomName, SAMPLE_NAMES } from '../../src/explorer/address.ts';
import { parseAddress } from '../../src/explorer/index.ts';
import { chainsReading } from '../../src/explorer/reading/chains.ts';
import { handshakeReading } from '../../src/explorer/reading/handshake.ts';
import { inspectReading } from '../../src/explorer/reading/inspect.ts';
import { kernelsReading } from '../../src/explorer/reading/kernels.ts';
import { labReading } from '../../src/explorer/reading/lab.ts';
import { measureReading } from '../../src/explorer/reading/measure.ts';
import { type Reading, readSettings } from '../../src/explorer/reading/reading.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';

const READINGS: Readonly<Partial<Record<RoomName, Reading>>> = {
  ...{ inspect: inspectReading, handshake: handshakeReading, kernels: kernelsReading, chains: chainsReading },
  ...{ lab: labReading, measure: measureReading },
};

/** `value sample`: what is passed over, and why; and what is kept. */
function read(address: string): { readonly passedOver: readonly string[]; readonly settings: object } {
  const { room, settings } = parseAddress(`#/${address}`);
  const found = readSettings(READINGS[room]!, settings);
  return { passedOver: found.passedOver.map(({ kind, name }) => `${kind} ${name}`), settings: found.settings };
}

/** Addresses that the page itself makes. */
const SOUND = [
  'inspect?sample=server&edits=0.49-50.a4,0.60-62~0c&block=1&at=2026-06-01T12:00&field=3-9&lang=zh',
  'inspect?input=MAA&at=2026-06-01T12:00',
  'inspect?sample=server&verdicts=checks,findings,kept&pathStep=0.1',
  'handshake?suite=TLS_AES_128_GCM_SHA256&group=x25519&certificate=rsa&fault=expired&clientAuthentication=no&retry=yes&seed=a%20b&message=2&field=3-9&secret=x',
  'handshake?message=2&field=1.3-9&step=1.2&secret=x&secretStep=0.1,2.3',
  'handshake?peer=server.test:443&version=TLSv1.3&suite=any&servername=&request=no&unverified=yes',
  'kernels?kernel=pbkdf2&password=&salt=s&iterations=20000&length=1&step=0.1',
  'kernels?message=abc&hexmessage=00ff',
  'chains?scene=cluster&link=apiserver-kubelet-client&side=client&time=2026-06-01T00:00&profile=webpki&step=3&cert=ca&paths=shown',
  'chains?changes=lower.expired,leaf.other-name&name=&purpose=any',
  'chains?scene=own&input=MAA',
  'lab?attack=zero-x25519&seed=x',
  'measure?task=sha256&bytes=64&seed=x&without=reference;rolled',
];

/** Of each setting, values that are none. */
const UNSOUND: readonly (readonly [string, string])[] = [
  ...['__proto__', 'constructor', 'nosuch', 'Server', '', 'a'.repeat(500)].map(
    (name) => [`inspect?sample=${name}`, 'value sample'] as const,
  ),
  ['inspect?input=%%%', 'value input'],
  ['inspect?input=MAA&sample=ca', 'idle sample'],
  ['inspect?edits=0.1-2.ff', 'idle edits'],
  ['inspect?at=2026-06-01T12:00', 'idle at'],
  ...['xx', '0.1-2.f', '-1.1-2.ff', '0.1-2.ff,', '99999999.1-2.ff'].map(
    (edits) => [`inspect?sample=ca&edits=${edits}`, 'value edits'] as const,
  ),
  ...['-1', '1.5', '1e3', '9999999', 'x'].map((block) => [`inspect?sample=ca&block=${block}`, 'value block'] as const),
  ...['2026-02-31T00:00', 'now', '-1'].map((at) => [`inspect?sample=ca&at=${at}`, 'value at'] as const),
  ...['9-3', '5-5', '-1-4', '1', '1-9999999999'].map(
    (field) => [`inspect?sample=ca&field=${field}`, 'value field'] as const,
  ),
  ...['', 'all', 'kept,', 'kept,kept', 'toString'].map(
    (verdicts) => [`inspect?sample=ca&verdicts=${verdicts}`, 'value verdicts'] as const,
  ),
  ['inspect?sample=ca&pathStep=1', 'value pathStep'],
  ['inspect?verdicts=kept', 'idle verdicts'],
  ...['9-3', '1.9-3', '1.2.3-9', '.3-9'].map((field) => [`handshake?message=2&field=${field}`, 'value field'] as const),
  ['handshake?step=1', 'value step'],
  ['handshake?secret=x&secretStep=1', 'value secretStep'],
  ['handshake?secretStep=0.1', 'idle secretStep'],
  ['chains?paths=yes', 'value paths'],
  ['inspect?sample=ca&lang=fr', 'value lang'],
  ['inspect?toString=1', 'setting toString'],
  ['inspect?__proto__=1', 'setting __proto__'],
  ['handshake?peer=x', 'value peer'],
  ['handshake?peer=x:99999', 'value peer'],
  ['handshake?suite=TLS_NULL', 'value suite'],
  ['handshake?group=constructor', 'value group'],
  ['handshake?retry=maybe', 'value retry'],
  ['handshake?message=-5', 'value message'],
  ['handshake?message=1e2', 'value message'],
  ['handshake?servername=x', 'idle servername'],
  ['handshake?peer=x.test:1&certificate=rsa', 'idle certificate'],
  ['handshake?sample=ca', 'setting sample'],
  ['kernels?kernel=constructor', 'value kernel'],
  ['kernels?bits=512', 'idle bits'],
  ['kernels?kernel=rsa-keygen&bits=-512', 'value bits'],
  ['kernels?kernel=rsa-keygen&bits=99999999999', 'value bits'],
  ['kernels?kernel=aes&key=00', 'value key'],
  ['kernels?hexmessage=zz', 'value hexmessage'],
  [`kernels?message=${'a'.repeat(5000)}`, 'value message'],
  ['kernels?step=1', 'value step'],
  ['kernels?step=-1.2', 'value step'],
  ['chains?scene=__proto__', 'value scene'],
  ['chains?link=apiserver-kubelet-client', 'idle link'],
  ['chains?scene=cluster&link=nosuch', 'value link'],
  ['chains?scene=cluster&side=middle', 'value side'],
  ['chains?scene=cluster&name=x', 'idle name'],
  ['chains?changes=lower.nosuch', 'value changes'],
  ['chains?time=2026-02-31T00:00', 'value time'],
  ['chains?profile=lax', 'value profile'],
  ['chains?step=-1', 'value step'],
  ['chains?input=MAA', 'idle input'],
  ['chains?scene=own&input=%25', 'value input'],
  ['lab?attack=nosuch', 'value attack'],
  // A program, which does not run in the page.
  ['lab?attack=triple-handshake', 'value attack'],
  ['measure?task=nosuch', 'value task'],
  ['measure?bytes=65', 'value bytes'],
  ['measure?bits=512', 'idle bits'],
  ['measure?without=reference;nosuch', 'value without'],
];

describe('vectors', () => {
  it.each(SOUND)('%s is understood', (address) => {
    const { passedOver, settings } = read(address);
    expect(passedOver).toEqual([]);
    expect(settings).toEqual(parseAddress(`#/${address}`).settings);
  });

  it('an unsound value is passed over and named, and the others stay', () => {
    for (const [address, fault] of UNSOUND) {
      const { passedOver, settings } = read(address);
      expect(passedOver, address).toEqual([fault]);
      expect(Object.keys(settings), address).not.toContain(fault.split(' ')[1]);
    }
  });

  it('every room but that of lessons, whose names the build knows, has a reading here', () => {
    expect([...Object.keys(READINGS), 'lessons']).toEqual(expect.arrayContaining([...ROOM_NAMES]));
  });

  it('the samples have the names of their buttons', () => {
    expect(Object.keys(SAMPLES).toSorted()).toEqual([...SAMPLE_NAMES].toSorted());
  });
});
