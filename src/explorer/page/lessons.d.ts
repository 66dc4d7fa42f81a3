/** What the build makes of `lessons/` (`scripts/explorer/build.ts`). */
declare module 'lessons' {
  /** A lesson in one language. */
  export interface LessonText {
    readonly title: string;
    /** Loads its HTML. */
    load(): Promise<{ readonly default: string }>;
  }
  /** By name, such as `01-hash.en`. */
  export const LESSONS: Readonly<Record<string, LessonText>>;
}
