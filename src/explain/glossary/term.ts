/** What an entry of a glossary is. */
export interface Term {
  /** The headword in the glossary's language, where it is another than the English one. */
  readonly word?: string;
  readonly explanation: string;
  /** Other words for the same; English plurals in -s and -es are understood. */
  readonly aliases: readonly string[];
}

/** Entries by English headword. */
export type Glossary = Readonly<Record<string, Term>>;
