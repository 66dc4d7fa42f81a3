/** Views of the engine's data: OpenSSL's text forms of certificates and DER, and annotated bytes. */

export { captureExhibit } from './capture.ts';
export {
  type EngineEvent,
  failureOf,
  type Role,
  type SessionFailure,
  TlsLog,
  tlsLogOf,
} from './document/events.ts';
export type {
  Arrow,
  BytesPart,
  Checks,
  Exhibit,
  Fact,
  Facts,
  GridLine,
  GridPoint,
  Part,
  PointGrid,
  Prose,
  Search,
  SearchMark,
  Section,
  Sequence,
  Table,
} from './document/exhibit.ts';
export { hasSecrets } from './document/secrets.ts';
export { type FirstTerm, firstTerms, GLOSSARIES, type Glossary, type Language, type Term } from './glossary.ts';
export { secretNames } from './handshake/derivations.ts';
export { handshakeExhibit } from './handshake/exhibit.ts';
export { keyLogOf } from './handshake/key-derivation.ts';
export { CERTIFICATE_KINDS, type CertificateKind, FAULTS, type Fault, type PartyKeys } from './handshake/parties.ts';
export { type Replay, replayHandshake } from './handshake/replay.ts';
export { type HandshakeOffer, type HandshakeSettings, recordHandshake, seededKeys } from './handshake/session.ts';
export { type UnfoldedHmac, type UnfoldedSecret, unfoldSecret } from './handshake/unfold.ts';
export type { UnfoldedAgreement } from './handshake/unfold-agreement.ts';
export { type InspectCode, InspectError } from './inspect/blocks.ts';
export { type FoundDeviation, type Inspection, type InspectOptions, inspect } from './inspect/inspect.ts';
export { inspectServer, type ServerInspection, type ServerQuestion } from './inspect/server.ts';
export { type AesExample, explainAes } from './kernels/aes.ts';
export { type CbcExample, explainCbc } from './kernels/cbc.ts';
export { type ChaCha20Example, explainChaCha20 } from './kernels/chacha20.ts';
export { type EcdhExample, explainEcdh } from './kernels/ecdh.ts';
export { explainEcdsa } from './kernels/ecdsa.ts';
export { explainEd25519 } from './kernels/ed25519.ts';
export { explainGcm, type GcmExample } from './kernels/gcm.ts';
export { explainHkdf, type HkdfExample } from './kernels/hkdf.ts';
export { explainHmac, type HmacExample } from './kernels/hmac.ts';
export { explainMlKem, type MlKemExample } from './kernels/ml-kem.ts';
export { explainOaep, type OaepExample } from './kernels/oaep.ts';
export { explainPbkdf2, type Pbkdf2Example } from './kernels/pbkdf2.ts';
export { explainPrf, type PrfExample } from './kernels/prf.ts';
export { explainPss, type PssExample } from './kernels/pss.ts';
export { explainRsaEncrypt, type RsaEncryptExample } from './kernels/rsa-encrypt.ts';
export { explainRsaKeygen } from './kernels/rsa-keygen.ts';
export { explainRsaNumbers, type RsaNumbers, rsaKeyFromPrimes } from './kernels/rsa-numbers.ts';
export { explainRsaSign } from './kernels/rsa-sign.ts';
export { explainSha1 } from './kernels/sha1.ts';
export { explainSha256, explainSha384, explainSha512 } from './kernels/sha2.ts';
export { explainSmallCurve, type SmallCurveExample } from './kernels/small-curve.ts';
export { explainSmallEdwards, type SmallEdwardsExample } from './kernels/small-edwards.ts';
export { explainSmallMontgomery, type SmallMontgomeryExample } from './kernels/small-montgomery.ts';
export { explainX25519, type X25519Example } from './kernels/x25519.ts';
export { type Asn1Listing, type Asn1parseOptions, asn1parseText } from './openssl-text/asn1parse-text.ts';
export {
  type CertificateTextOptions,
  certificateText,
  requestText,
  TEXT_PARTS,
  type TextPart,
} from './openssl-text/certificate-text.ts';
export { certificateListText } from './openssl-text/crl-text.ts';
export { extensionLines, type UnknownExtensions } from './openssl-text/extension-text.ts';
export { privateKeyText, publicKeyText } from './openssl-text/key-text.ts';
export { objectName } from './openssl-text/object-names.ts';
export {
  ocspReasonText,
  ocspRequestText,
  ocspResponseText,
  ocspStatusText,
} from './openssl-text/ocsp-text.ts';
export { onelineName } from './openssl-text/oneline-name.ts';
export { constrainedPoliciesText } from './openssl-text/policy-text.ts';
export { purposesText } from './openssl-text/purposes-text.ts';
export { timeText } from './openssl-text/time-text.ts';
export { DOCUMENTATION_ENDPOINTS, type Endpoint, PcapConnection, pcapFileHeader, sessionPcap } from './pcap.ts';
export {
  decodeRecording,
  encodeRecording,
  type RecordedRun,
  type Recording,
  type RecordingCode,
  RecordingError,
  type RecordingLimits,
} from './recording/recording.ts';
export { SessionRecorder } from './recording/session-recorder.ts';
export type { PageWords } from './render/html/words.ts';
export { type HtmlOptions, renderHtml } from './render/html.ts';
export { type HtmlFragmentOptions, renderHtmlFragment } from './render/html-fragment.ts';
export { type Json, type JsonOptions, renderJson } from './render/json.ts';
export type { Paint, TextStyle } from './render/text/page.ts';
export { type SpansTextOptions, spansText } from './render/text/spans.ts';
export { renderText, type TextOptions } from './render/text.ts';
export { loadSentences } from './sentences/load.ts';
export {
  type FieldPlace,
  type Sentences,
  type SentencesOfFields,
  sentenceOf,
  sentencesOf,
} from './sentences/sentence.ts';
export { type ExplainedValidation, explainValidation } from './verification.ts';
