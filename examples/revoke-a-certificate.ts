/** A certificate is revoked: by a list of its CA, and by an OCSP response. */
import { systemRandom as random } from 'vitrine/bytes';
import { generateKey } from 'vitrine/keys';
import { ECDSA_SHA256 as scheme } from 'vitrine/signatures';
import * as x509 from 'vitrine/x509';

const time = new Date('2026-06-01T00:00:00Z');
const nextUpdate = new Date('2026-06-08T00:00:00Z');
const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };
const [caKey, key] = [1, 2].map(() => generateKey({ type: 'ec', curve: 'P-256', random }));
const extensions = x509.caExtensions(0);
const ca = x509.selfSign({ subject: x509.makeName(['CN', 'ca']), key: caKey, extensions, scheme, validity, random });
const asked = { subject: x509.makeName(['CN', 'jane']), key, scheme, extensions: [], random };
const by = { issuer: ca, issuerKey: caKey, scheme, random };
const request = x509.createRequest(asked);
const leaf = x509.issueFromRequest({ request, validity, extensions: () => [], ...by });

const times = { thisUpdate: time, nextUpdate };
const why = { reason: 'keyCompromise' } as const;
const listOf = (number: bigint, ...revoked: x509.RevocationDraft[]) =>
  x509.createCertificateList({ ...by, ...times, number, revoked });
const status = { kind: 'revoked', revocationTime: time, ...why } as const;
const answers = [{ certId: x509.certIdOf(leaf, ca, 'sha256'), status, ...times }];
const responder = { responder: ca, responderKey: caKey, responderId: 'key', producedAt: time } as const;
const response = x509.createOcspResponse({ ...responder, scheme, answers, random });

function judge(evidence: object): void {
  const options = { leaf, intermediates: [], roots: [ca], time, purpose: 'clientAuth', profile: 'rfc5280' } as const;
  const { checks } = x509.validateChain({ ...options, revocation: { policy: 'require', ...evidence } });
  console.log(checks.find(({ code }) => code === 'revoked')?.detail);
}
judge({ crls: [listOf(1n)] }); // → not revoked, by a list of 2026-06-01T00:00:00Z
judge({ crls: [listOf(2n, { serialNumber: leaf.serialNumber, revocationDate: time, ...why })] });
// → revoked on 2026-06-01T00:00:00Z (keyCompromise), by a list of 2026-06-01T00:00:00Z
judge({ ocspResponses: [response] });
// → revoked on 2026-06-01T00:00:00Z (keyCompromise), by an OCSP response of 2026-06-01T00:00:00Z
