/** The types of reviews, which are answered but not stored (k8s.io/api/authentication/v1 and authorization/v1, types.go and
 * generated.proto). */
import { objectOf } from './meta.ts';
import { anything, bool, field, list, map, needed, type StructSchema, struct, text } from './schema.ts';
import { tokenReview, userInfo } from './tokens.ts';

const AUTHORIZATION = 'io.k8s.api.authorization.v1';

const resourceAttributes = struct(
  `${AUTHORIZATION}.ResourceAttributes`,
  'ResourceAttributes includes the authorization attributes available for resource requests to the Authorizer interface',
  {
    namespace: field(1, text, 'Namespace is the namespace of the action being requested.'),
    verb: field(
      2,
      text,
      'Verb is a kubernetes resource API verb, like: get, list, watch, create, update, delete, proxy. "*" means all.',
    ),
    group: field(3, text, 'Group is the API Group of the Resource. "*" means all.'),
    version: field(4, text, 'Version is the API Version of the Resource. "*" means all.'),
    resource: field(5, text, 'Resource is one of the existing resource types. "*" means all.'),
    subresource: field(6, text, 'Subresource is one of the existing resource types. "" means none.'),
    name: field(7, text, 'Name is the name of the resource being requested for a "get" or deleted for a "delete".'),
    fieldSelector: field(0, anything, 'fieldSelector describes the limitation on access based on field.'),
    labelSelector: field(0, anything, 'labelSelector describes the limitation on access based on labels.'),
  },
);

const nonResourceAttributes = struct(
  `${AUTHORIZATION}.NonResourceAttributes`,
  'NonResourceAttributes includes the authorization attributes available for non-resource requests to the Authorizer interface',
  {
    path: field(1, text, 'Path is the URL path of the request'),
    verb: field(2, text, 'Verb is the standard HTTP verb'),
  },
);

const accessStatus = struct(`${AUTHORIZATION}.SubjectAccessReviewStatus`, 'SubjectAccessReviewStatus', {
  allowed: needed(1, bool, 'Allowed is required. True if the action would be allowed, false otherwise.'),
  reason: field(2, text, 'Reason is optional. It indicates why a request was allowed or denied.'),
  evaluationError: field(
    3,
    text,
    'EvaluationError is an indication that some error occurred during the authorization check.',
  ),
  denied: field(4, bool, 'Denied is optional. True if the action would be denied, otherwise false.'),
});

const asked = {
  resourceAttributes: field(
    1,
    resourceAttributes,
    'ResourceAttributes describes information for a resource access request',
  ),
  nonResourceAttributes: field(
    2,
    nonResourceAttributes,
    'NonResourceAttributes describes information for a non-resource access request',
  ),
};

const subjectSpec = struct(
  `${AUTHORIZATION}.SubjectAccessReviewSpec`,
  'SubjectAccessReviewSpec is a description of the access request.',
  {
    ...asked,
    user: field(3, text, "User is the user you're testing for."),
    groups: field(4, list(text), "Groups is the groups you're testing for."),
    extra: field(5, map(list(text)), 'Extra corresponds to the user.Info.GetExtra() method from the authenticator.'),
    uid: field(6, text, 'UID information about the requesting user.'),
  },
);

const access = (kind: string, about: string, spec: StructSchema): StructSchema =>
  objectOf(`${AUTHORIZATION}.${kind}`, about, {
    spec: needed(2, spec, 'Spec holds information about the request being evaluated.'),
    status: field(
      3,
      accessStatus,
      'Status is filled in by the server and indicates whether the request is allowed or not',
    ),
  });

export const selfSubjectAccessReviewSchema = access(
  'SelfSubjectAccessReview',
  'SelfSubjectAccessReview checks whether or the current user can perform an action.',
  struct(
    `${AUTHORIZATION}.SelfSubjectAccessReviewSpec`,
    'SelfSubjectAccessReviewSpec is a description of the access request.',
    asked,
  ),
);

const rule = (name: string, about: string, fields: StructSchema['fields']): StructSchema =>
  struct(`${AUTHORIZATION}.${name}`, about, { verbs: needed(1, list(text), 'Verb is a list of verbs.'), ...fields });

const selfSubjectRulesReview = objectOf(
  `${AUTHORIZATION}.SelfSubjectRulesReview`,
  'SelfSubjectRulesReview enumerates the set of actions the current user can perform within a namespace.',
  {
    spec: needed(
      2,
      struct(
        `${AUTHORIZATION}.SelfSubjectRulesReviewSpec`,
        'SelfSubjectRulesReviewSpec defines the specification for SelfSubjectRulesReview.',
        {
          namespace: field(1, text, 'Namespace to evaluate rules for. Required.'),
        },
      ),
      'Spec holds information about the request being evaluated.',
    ),
    status: field(
      3,
      struct(
        `${AUTHORIZATION}.SubjectRulesReviewStatus`,
        'SubjectRulesReviewStatus contains the result of a rules check.',
        {
          resourceRules: needed(
            1,
            list(
              rule(
                'ResourceRule',
                'ResourceRule is the list of actions the subject is allowed to perform on resources.',
                {
                  apiGroups: field(2, list(text), 'APIGroups is the name of the APIGroup that contains the resources.'),
                  resources: field(3, list(text), 'Resources is a list of resources this rule applies to.'),
                  resourceNames: field(
                    4,
                    list(text),
                    'ResourceNames is an optional white list of names that the rule applies to.',
                  ),
                },
              ),
            ),
            'ResourceRules is the list of actions the subject is allowed to perform on resources.',
          ),
          nonResourceRules: needed(
            2,
            list(
              rule('NonResourceRule', 'NonResourceRule holds information that describes a rule for the non-resource', {
                nonResourceURLs: field(
                  2,
                  list(text),
                  'NonResourceURLs is a set of partial urls that a user should have access to.',
                ),
              }),
            ),
            'NonResourceRules is the list of actions the subject is allowed to perform on non-resources.',
          ),
          incomplete: needed(3, bool, 'Incomplete is true when the rules returned by this call are incomplete.'),
          evaluationError: field(4, text, 'EvaluationError can appear in combination with Rules.'),
        },
      ),
      'Status is filled in by the server and indicates the set of actions a user can perform.',
    ),
  },
);

const selfSubjectReview = objectOf(
  'io.k8s.api.authentication.v1.SelfSubjectReview',
  'SelfSubjectReview contains the user information that the kube-apiserver has about the user making this request.',
  {
    status: field(
      2,
      struct(
        'io.k8s.api.authentication.v1.SelfSubjectReviewStatus',
        'SelfSubjectReviewStatus is filled by the kube-apiserver and sent back to a user.',
        {
          userInfo: field(1, userInfo, 'User attributes of the user making this request.'),
        },
      ),
      'Status is filled in by the server with the user attributes.',
    ),
  },
);

const SCHEMAS: ReadonlyMap<string, StructSchema> = new Map([
  [
    'LocalSubjectAccessReview',
    access(
      'LocalSubjectAccessReview',
      'LocalSubjectAccessReview checks whether or not a user or group can perform an action in a given namespace.',
      subjectSpec,
    ),
  ],
  ['SelfSubjectAccessReview', selfSubjectAccessReviewSchema],
  ['SelfSubjectReview', selfSubjectReview],
  ['SelfSubjectRulesReview', selfSubjectRulesReview],
  ['TokenReview', tokenReview],
  [
    'SubjectAccessReview',
    access(
      'SubjectAccessReview',
      'SubjectAccessReview checks whether or not a user or group can perform an action.',
      subjectSpec,
    ),
  ],
]);

/** The description of a review; undefined for any other type. */
export const reviewSchemaOf = ({ kind }: { readonly kind: string }): StructSchema | undefined => SCHEMAS.get(kind);
