/** A chain is judged by every rule; what is wrong comes with the rule that says so. */
import { systemRandom as random } from 'vitrine/bytes';
import { generateRsaKey } from 'vitrine/rsa';
import { RSA_PKCS1_SHA256 as scheme } from 'vitrine/signatures';
import {
  caExtensions,
  createRequest,
  issueFromRequest,
  makeExtension,
  makeName,
  parseGeneralNames,
  selfSign,
  validateChain,
} from 'vitrine/x509';

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };
const rootKey = generateRsaKey({ modulusBits: 2048, random });
const self = { subject: makeName(['CN', 'root']), key: rootKey, extensions: caExtensions() };
const root = selfSign({ ...self, scheme, validity, random });
const key = generateRsaKey({ modulusBits: 2048, random });
const names = makeExtension('subjectAltName', false, parseGeneralNames('DNS:www.example.test'));
const request = createRequest({ subject: makeName(['CN', 'www']), key, scheme, extensions: [names], random });
const extensions = (requested: readonly (typeof names)[]) => requested;
const leaf = issueFromRequest({ request, issuer: root, issuerKey: rootKey, scheme, validity, random, extensions });

function judge(dns: string, at: string): void {
  // Which rules, and whether revocation is checked: the caller says so.
  const judgedBy = { profile: 'rfc5280', revocation: { policy: 'off' } } as const;
  const options = { leaf, intermediates: [], roots: [root], purpose: 'serverAuth', ...judgedBy } as const;
  const { ok, checks } = validateChain({ ...options, time: new Date(at), name: { dns } });
  const faults = checks.filter(({ outcome }) => outcome === 'fail').map(({ code, rule }) => `${code} (${rule})`);
  console.log(ok ? 'accepted' : `refused: ${faults.join('; ')}`);
}
judge('www.example.test', '2026-06-01T00:00:00Z'); // → accepted
judge('example.test', '2026-06-01T00:00:00Z'); // → refused: name (RFC 9525 §6)
