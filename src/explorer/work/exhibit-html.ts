/** The markup of an exhibit, in the language of the page as far as its texts are translated. */
import type { Exhibit, HtmlFragmentOptions, Language } from '../../explain/index.ts';
import { partsHtml } from '../../explain/internal.ts';

export interface ExhibitHtmlOptions extends Omit<HtmlFragmentOptions, 'words'> {
  /** Whether values and cells may be texts of the engine. False where they come from the reader’s own input: a server called `client` keeps its name. */
  readonly ownTexts: boolean;
}

/** The title of an exhibit, in the language of the page as far as it is translated. */
export const titleIn = async (language: Language, title: string): Promise<string> => (await titlesIn(language))(title);

/** As `titleIn`, for several. */
export const titlesIn = async (language: Language): Promise<(title: string) => string> =>
  language === 'zh' ? (await import('../lessons/labels.ts')).chinese : (title) => title;

/** The markup of an exhibit's parts. The Chinese labels are loaded when they are first needed. */
export async function exhibitHtml(exhibit: Exhibit, { ownTexts, ...options }: ExhibitHtmlOptions): Promise<string> {
  if (options.language !== 'zh') return partsHtml(exhibit.parts, options);
  const [{ partsInChinese }, { CHINESE_PAGE_WORDS }] = await Promise.all([
    import('../lessons/labels.ts'),
    import('../lessons/page-words.ts'),
  ]);
  const parts = partsInChinese(exhibit.parts, ownTexts);
  return partsHtml(parts, { ...options, words: CHINESE_PAGE_WORDS });
}
