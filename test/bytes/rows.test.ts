/** Names of rows that callers give: values without a text are no name, and no raw TypeError. */
import { expect, it } from 'vitest';
import { hasRow } from '../../src/bytes/internal.ts';
import { firstTerms } from '../../src/explain/index.ts';
import { formatGeneralName, makeName, NAME_STYLES, printName } from '../../src/x509/index.ts';

const STRANGE = [Object.create(null), Symbol('good'), undefined, null, ['good'], { toString: 1 }];

it.each(STRANGE)('%# has no row', (name) => {
  expect(hasRow({ good: 1 }, name)).toBe(false);
  expect(hasRow({ good: 1 }, 'good')).toBe(true);
  expect(hasRow({ good: 1 }, 'toString')).toBe(false);
});

it.each(STRANGE)('%# is refused where a name is expected', (name) => {
  const subject = makeName(['CN', 'x']);
  const uses = [
    () => printName(subject, { ...NAME_STYLES.RFC2253, separator: name }),
    () => formatGeneralName({ kind: name, value: 'x' } as never),
    () => firstTerms('a hash', new Set(), name),
  ];
  for (const use of uses) expect(use).toThrow(expect.objectContaining({ name: 'UsageError' }));
});
