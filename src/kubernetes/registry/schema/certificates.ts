/** certificates.k8s.io/v1 and coordination.k8s.io/v1 (k8s.io/api, types.go and generated.proto of each). */
import { objectOf } from './meta.ts';
import { base64, field, int32, list, map, microTime, needed, struct, text, time } from './schema.ts';

const CERTIFICATES = 'io.k8s.api.certificates.v1';

const condition = struct(
  `${CERTIFICATES}.CertificateSigningRequestCondition`,
  'CertificateSigningRequestCondition describes a condition of a CertificateSigningRequest object',
  {
    type: needed(1, text, 'type of the condition. Known conditions are "Approved", "Denied", and "Failed".'),
    status: needed(
      6,
      text,
      'status of the condition, one of True, False, Unknown. Approved, Denied, and Failed conditions may not be "False" or "Unknown".',
    ),
    reason: field(2, text, 'reason indicates a brief reason for the request state'),
    message: field(3, text, 'message contains a human readable message with details about the request state'),
    lastUpdateTime: field(4, time, 'lastUpdateTime is the time of the last update to this condition'),
    lastTransitionTime: field(
      5,
      time,
      'lastTransitionTime is the time the condition last transitioned from one status to another.',
    ),
  },
);

const spec = struct(
  `${CERTIFICATES}.CertificateSigningRequestSpec`,
  'CertificateSigningRequestSpec contains the certificate request.',
  {
    request: needed(
      1,
      base64,
      'request contains an x509 certificate signing request encoded in a "CERTIFICATE REQUEST" PEM block.',
    ),
    signerName: needed(7, text, 'signerName indicates the requested signer, and is a qualified name.'),
    expirationSeconds: field(
      8,
      int32,
      'expirationSeconds is the requested duration of validity of the issued certificate.',
    ),
    usages: field(5, list(text), 'usages specifies a set of key usages requested in the issued certificate.'),
    username: field(2, text, 'username contains the name of the user that created the CertificateSigningRequest.'),
    uid: field(3, text, 'uid contains the uid of the user that created the CertificateSigningRequest.'),
    groups: field(
      4,
      list(text),
      'groups contains group membership of the user that created the CertificateSigningRequest.',
    ),
    extra: field(
      6,
      map(list(text)),
      'extra contains extra attributes of the user that created the CertificateSigningRequest.',
    ),
  },
);

export const certificateSigningRequest = objectOf(
  `${CERTIFICATES}.CertificateSigningRequest`,
  'CertificateSigningRequest objects provide a mechanism to obtain x509 certificates by submitting a certificate signing request, and having it asynchronously approved and issued.',
  {
    spec: needed(2, spec, 'spec contains the certificate request, and is immutable after creation.'),
    status: field(
      3,
      struct(
        `${CERTIFICATES}.CertificateSigningRequestStatus`,
        'CertificateSigningRequestStatus contains conditions used to indicate approved/denied/failed status of the request, and the issued certificate.',
        {
          conditions: field(
            1,
            list(condition),
            'conditions applied to the request. Known conditions are "Approved", "Denied", and "Failed".',
          ),
          certificate: field(
            2,
            base64,
            'certificate is populated with an issued certificate by the signer after an Approved condition is present.',
          ),
        },
      ),
      'status contains information about whether the request is approved or denied, and the certificate issued by the signer, or the failure condition indicating signer failure.',
    ),
  },
);

export const lease = objectOf('io.k8s.api.coordination.v1.Lease', 'Lease defines a lease concept.', {
  spec: field(
    2,
    struct('io.k8s.api.coordination.v1.LeaseSpec', 'LeaseSpec is a specification of a Lease.', {
      holderIdentity: field(1, text, 'holderIdentity contains the identity of the holder of a current lease.'),
      leaseDurationSeconds: field(
        2,
        int32,
        'leaseDurationSeconds is a duration that candidates for a lease need to wait to force acquire it.',
      ),
      acquireTime: field(3, microTime, 'acquireTime is a time when the current lease was acquired.'),
      renewTime: field(
        4,
        microTime,
        'renewTime is a time when the current holder of a lease has last updated the lease.',
      ),
      leaseTransitions: field(5, int32, 'leaseTransitions is the number of transitions of a lease between holders.'),
      strategy: field(
        6,
        text,
        'Strategy indicates the strategy for picking the leader for coordinated leader election.',
      ),
      preferredHolder: field(
        7,
        text,
        'PreferredHolder signals to a lease holder that the lease has a more optimal holder and should be given up.',
      ),
    }),
    'spec contains the specification of the Lease.',
  ),
});
