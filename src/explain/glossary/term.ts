/** An entry of a glossary. */
export interface Term {
  /** The headword in the glossary's language, if it differs from the English one. */
  readonly word?: string;
  readonly explanation: string;
  /** Synonyms; English plurals in -s and -es are matched too. */
  readonly aliases: readonly string[];
}

/** Entries by English headword. */
export type Glossary = Readonly<Record<string, Term>>;
