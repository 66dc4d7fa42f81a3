/** What the build makes of `lessons/` (`scripts/explorer/build.ts`). */
declare module 'lessons' {
  /** A lesson in one language. */
  export interface LessonText {
    readonly title: string;
    /** Where it is a page of its own: its address, from that of this page. */
    readonly page?: string;
    /** Otherwise: loads its HTML. */
    load?(): Promise<{ readonly default: string }>;
  }
  /** By name, such as `01-hash.en`. */
  export const LESSONS: Readonly<Record<string, LessonText>>;
}
