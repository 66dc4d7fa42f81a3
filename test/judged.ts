/** How tests have certificates judged, where they do not turn on it. */
export const JUDGED_BY = { profile: 'rfc5280', revocation: { policy: 'off' } } as const;
