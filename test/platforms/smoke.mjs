/**
 * What a platform must be able to do with the build: import every room, compute vectors of the standards, complete a handshake in memory in
 * each version of TLS, and one over a socket. It prints one line, and throws at the first difference. In JavaScript, and with nothing of
 * Node's but its sockets, as not every platform has a test runner or reads TypeScript.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const doors = Object.entries(exports).filter(([, target]) => target.endsWith('.js'));

/** Every room, by the subpath of its door. */
const rooms = {};
for (const [path, target] of doors) {
  rooms[path.slice(2)] = await import(new URL(target, root).href);
  if (Object.keys(rooms[path.slice(2)]).length === 0) throw new Error(`${path} exports nothing`);
}

const { bytesToHex, equalBytes, hexToBytes, systemRandom: random, utf8ToBytes } = rooms.bytes;
const { generateKey, publicKeyOf } = rooms.keys;
const text = utf8ToBytes;

function equal(got, wanted, what) {
  const shown = typeof got === 'object' ? bytesToHex(got) : got;
  if (shown !== wanted) throw new Error(`${what}: ${shown} instead of ${wanted}`);
}

/** What a room computes, what it must be, and where that is written. */
const vectors = [
  [
    'FIPS 180-4, "abc"',
    () => rooms.hash.sha256.digest(text('abc')),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  ],
  [
    'FIPS 180-4, "abc"',
    () => rooms.hash.sha512.digest(text('abc')),
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ],
  [
    'FIPS 202, ""',
    () => rooms.hash.sha3_256.digest(text('')),
    'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
  ],
  [
    'RFC 4231 §4.3',
    () => rooms.hash.hmac(rooms.hash.sha256, text('Jefe'), text('what do ya want for nothing?')),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    'GCM specification, case 2',
    () => gcmOfZeros(rooms.cipher.aes),
    '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf',
  ],
  [
    'GCM specification, case 2',
    () => gcmOfZeros(rooms.cipher.aesBitsliced),
    '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf',
  ],
  ['RFC 8439 §2.8.2', sunscreenTag, '1ae10b594f09e26a7e902ecbd0600691'],
  ['RFC 7748 §5.2', scalarMultiplication, 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'],
  [
    'RFC 8032 §7.1, test 1',
    () =>
      rooms.ec.ed25519.sign(hexToBytes('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'), text('')),
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  ['C2SP CCTV, ML-KEM-768', accumulatedKem, '1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415'],
];

function gcmOfZeros(cipher) {
  return rooms.cipher.gcm(cipher(new Uint8Array(16))).seal(new Uint8Array(12), new Uint8Array(16), new Uint8Array(0));
}

function sunscreenTag() {
  const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
  const message =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
  const aad = hexToBytes('50515253c0c1c2c3c4c5c6c7');
  return rooms.cipher
    .chacha20Poly1305(key)
    .seal(hexToBytes('070000004041424344454647'), text(message), aad)
    .subarray(-16);
}

function scalarMultiplication() {
  const scalar = hexToBytes('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
  const u = hexToBytes('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
  return rooms.ec.x25519.ecdh(scalar, u);
}

/** A hundred keys, ciphertexts and secrets drawn from SHAKE128, hashed by SHAKE128 (c2sp.org/CCTV/ML-KEM). */
function accumulatedKem() {
  const { mlKem768: kem } = rooms.lattice;
  const [source, output] = [rooms.hash.shake128.create(), rooms.hash.shake128.create()];
  for (let i = 0; i < 100; i++) {
    const { encapsulationKey, decapsulationKey } = kem.keyPairFromSeed(source.squeeze(64));
    const { ciphertext, sharedSecret } = kem.encapsulateWith(encapsulationKey, source.squeeze(32));
    output.update(encapsulationKey).update(ciphertext).update(sharedSecret);
    output.update(kem.decapsulate(decapsulationKey, source.squeeze(kem.ciphertextLength)));
  }
  return output.squeeze(32);
}

/** Every signature scheme's own signature verifies, and no longer when the message is another. */
function trySchemes(keys) {
  const message = text('a message');
  return keys.map((key) => {
    const scheme = rooms.signatures.usualSchemeFor(key);
    const signature = scheme.sign(key, message, random);
    equal(scheme.verify(publicKeyOf(key), message, signature), true, scheme.name);
    equal(scheme.verify(publicKeyOf(key), text('another'), signature), false, scheme.name);
    return scheme.name;
  });
}

/** A certificate for localhost, which signs itself. */
function certificateOf(key) {
  const { makeExtension, makeName, parseGeneralNames, selfSign } = rooms.x509;
  const second = Math.floor(Date.now() / 1000) * 1000;
  const validity = { notBefore: new Date(second - 60_000), notAfter: new Date(second + 3_600_000) };
  const extensions = [makeExtension('subjectAltName', false, parseGeneralNames('DNS:localhost'))];
  const scheme = rooms.signatures.usualSchemeFor(key);
  return selfSign({ subject: makeName(['CN', 'localhost']), key, scheme, validity, extensions, random });
}

const JUDGED_BY = { profile: 'rfc5280', revocation: { policy: 'off' } };

/** Both ends in memory: what one sends, the other receives, until neither has anything to say. @returns the suite. */
function handshakeInMemory(version, key, certificate) {
  const common = { versions: [version], random, time: () => new Date() };
  const verification = { mode: 'roots', ...JUDGED_BY, roots: [certificate] };
  const client = rooms.tls.createClient({ ...common, name: { dns: 'localhost' }, verification });
  const credentials = { chain: [certificate], key };
  const server = rooms.tls.createServer({ ...common, credentials, clientCertificate: { mode: 'none' } });
  const received = [];
  const carry = (outputs, to, from) => {
    for (const output of outputs) {
      if (output.kind === 'error') throw output.error;
      if (output.kind === 'data') received.push(output.bytes);
      if (output.kind === 'send') carry(to.receive(output.bytes), from, to);
    }
  };
  carry(server.start(), client, server);
  carry(client.start(), server, client);
  carry(client.write(text('ping')), server, client);
  carry(server.write(text('pong')), client, server);
  equal(received.length, 2, version);
  equal(equalBytes(received[0], text('ping')) && equalBytes(received[1], text('pong')), true, version);
  return client.session.suite;
}

/** A server and a client over a loopback socket; the server echoes, until the client says that it is done. @returns the suite. */
async function handshakeOverSocket(key, certificate) {
  const { connect, createServer } = rooms.node;
  const server = createServer({ cert: [certificate], key, requestCert: false }, (socket) => socket.pipe(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect({
    host: '127.0.0.1',
    port: server.address().port,
    name: { dns: 'localhost' },
    ...JUDGED_BY,
    roots: [certificate],
  });
  await once(socket, 'secureConnect');
  socket.write('over a socket');
  const [echo] = await once(socket, 'data');
  equal(echo.toString(), 'over a socket', 'socket');
  const { standardName } = socket.getCipher();
  socket.end();
  await once(socket, 'close');
  await new Promise((closed) => server.close(closed));
  return standardName;
}

for (const [source, compute, wanted] of vectors) equal(compute(), wanted, source);
const rsa = generateKey({ type: 'rsa', modulusBits: 2048, random });
const ec = generateKey({ type: 'ec', curve: 'P-256', random });
const schemes = trySchemes([rsa, ec, generateKey({ type: 'ed25519', random })]);
const certificate = certificateOf(ec);
const suites = ['TLSv1.2', 'TLSv1.3'].map((version) => handshakeInMemory(version, ec, certificate));
suites.push(await handshakeOverSocket(ec, certificate));
const [tls12, tls13, socket] = suites;
console.log(
  `${doors.length} rooms, ${vectors.length} vectors, ${schemes.join(', ')}; in memory ${tls12}, ${tls13}; over a socket ${socket}`,
);
