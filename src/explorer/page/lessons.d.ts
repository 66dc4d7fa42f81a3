/** The module that the build makes from `lessons/` (`scripts/explorer/build.ts`). */
declare module 'lessons' {
  /** A lesson in one language. */
  export interface LessonText {
    readonly title: string;
    /** If the lesson is a standalone page: its address, relative to this page. */
    readonly page?: string;
    /** Otherwise: loads its HTML. */
    load?(): Promise<{ readonly default: string }>;
  }
  /** By name, such as `01-hash.en`. */
  export const LESSONS: Readonly<Record<string, LessonText>>;
}
