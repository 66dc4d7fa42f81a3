/** Rules and checks in the language of the page. */
import type { Language } from '../../explain/index.ts';
import type { Check } from '../../x509/index.ts';

export interface Telling {
  /** A rule, by its code. */
  rule(code: string): string;
  check(check: Check): Check;
}

const PLAIN: Telling = { rule: (code) => code, check: (check) => check };

/** How rules and checks are told. The Chinese is loaded when it is first needed, with the labels of exhibits. */
export async function tellingIn(language: Language): Promise<Telling> {
  if (language !== 'zh') return PLAIN;
  return (await import('../lessons/labels.ts')).CHECKS_IN_CHINESE;
}
