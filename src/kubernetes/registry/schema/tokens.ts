/** TokenRequest and TokenReview (k8s.io/api/authentication/v1, types.go and generated.proto). */
import { objectOf } from './meta.ts';
import { bool, field, int64, list, map, needed, struct, text, time } from './schema.ts';

const AUTHENTICATION = 'io.k8s.api.authentication.v1';

export const userInfo = struct(
  `${AUTHENTICATION}.UserInfo`,
  'UserInfo holds the information about the user needed to implement the user.Info interface.',
  {
    username: field(1, text, 'The name that uniquely identifies this user among all active users.'),
    uid: field(2, text, 'A unique value that identifies this user across time.'),
    groups: field(3, list(text), 'The names of groups this user is a part of.'),
    extra: field(4, map(list(text)), 'Any additional information provided by the authenticator.'),
  },
);

export const tokenRequest = objectOf(
  `${AUTHENTICATION}.TokenRequest`,
  'TokenRequest requests a token for a given service account.',
  {
    spec: needed(
      2,
      struct(
        `${AUTHENTICATION}.TokenRequestSpec`,
        'TokenRequestSpec contains client provided parameters of a token request.',
        {
          audiences: field(1, list(text), 'Audiences are the intendend audiences of the token.'),
          expirationSeconds: field(4, int64, 'ExpirationSeconds is the requested duration of validity of the request.'),
          boundObjectRef: field(
            3,
            struct(
              `${AUTHENTICATION}.BoundObjectReference`,
              'BoundObjectReference is a reference to an object that a token is bound to.',
              {
                kind: field(1, text, "Kind of the referent. Valid kinds are 'Pod', 'Secret' and 'Node'."),
                apiVersion: field(2, text, 'API version of the referent.'),
                name: field(3, text, 'Name of the referent.'),
                uid: field(4, text, 'UID of the referent.'),
              },
            ),
            'BoundObjectRef is a reference to an object that the token will be bound to.',
          ),
        },
      ),
      'Spec holds information about the request being evaluated',
    ),
    status: field(
      3,
      struct(`${AUTHENTICATION}.TokenRequestStatus`, 'TokenRequestStatus is the result of a token request.', {
        token: field(1, text, 'Token is the opaque bearer token.'),
        expirationTimestamp: field(2, time, 'ExpirationTimestamp is the time of expiration of the returned token.'),
      }),
      'Status is filled in by the server and indicates whether the token can be authenticated.',
    ),
  },
);

export const tokenReview = objectOf(
  `${AUTHENTICATION}.TokenReview`,
  'TokenReview attempts to authenticate a token to a known user.',
  {
    spec: needed(
      2,
      struct(
        `${AUTHENTICATION}.TokenReviewSpec`,
        'TokenReviewSpec is a description of the token authentication request.',
        {
          token: field(1, text, 'Token is the opaque bearer token.'),
          audiences: field(
            2,
            list(text),
            'Audiences is a list of the identifiers that the resource server presented with the token identifies as.',
          ),
        },
      ),
      'Spec holds information about the request being evaluated',
    ),
    status: field(
      3,
      struct(
        `${AUTHENTICATION}.TokenReviewStatus`,
        'TokenReviewStatus is the result of the token authentication request.',
        {
          authenticated: field(1, bool, 'Authenticated indicates that the token was associated with a known user.'),
          user: field(2, userInfo, 'User is the UserInfo associated with the provided token.'),
          error: field(3, text, "Error indicates that the token couldn't be checked"),
          audiences: field(
            4,
            list(text),
            'Audiences are audience identifiers chosen by the authenticator that are compatible with both the TokenReview and token.',
          ),
        },
      ),
      'Status is filled in by the server and indicates whether the request can be authenticated.',
    ),
  },
);
