/** The output of the commands that explain something: text, JSON, or an HTML file. */
import { type Exhibit, hasSecrets, loadSentences, renderJson, renderText, type Sentences } from '../explain/index.ts';
import { JSON_OPTION, usageError } from './command.ts';
import type { Context } from './context.ts';
import { writeOutput } from './files.ts';
import { LANGUAGE_OPTION, languageOf } from './language.ts';

/** The options of every such command. */
export const PRESENT_OPTIONS = {
  html: { value: 'FILE', help: 'write one HTML file that needs no network, instead of text' },
  json: JSON_OPTION,
  'show-secrets': { help: 'show secret values too; without it they are (hidden)' },
} as const;

/** The options of the commands that show fields. */
export const SENTENCE_OPTIONS = {
  sentences: { help: 'say below each field what it is for; an HTML file always does' },
  lang: { ...LANGUAGE_OPTION, help: `of these sentences: ${LANGUAGE_OPTION.help}` },
} as const;

export interface PresentValues {
  readonly html: string | undefined;
  readonly json: boolean;
  readonly 'show-secrets': boolean;
  readonly sentences?: boolean;
  readonly lang?: string | undefined;
}

/** Maximum width of a line; in a narrower terminal lines are wrapped to its width where they can be. */
const COLUMNS = { least: 60, most: 100 };

/** Shows an exhibit as the options say. If secrets were hidden, a line on standard error says so.
 * @throws CliError `usage` for two ways at once; as `writeOutput`. */
export async function present(context: Context, exhibit: Exhibit, values: PresentValues): Promise<void> {
  const { html, json, 'show-secrets': showSecrets } = values;
  if (html !== undefined && json) throw usageError('-html cannot be combined with -json');
  const secret = hasSecrets(exhibit);
  const sentences = await sentencesFor(context, values);
  if (html !== undefined) {
    const { renderHtml } = await import('../explain/index.ts');
    await writeOutput(context, html, renderHtml(exhibit, { showSecrets, sentences }), {
      secret: secret && showSecrets,
    });
  } else if (json) {
    await context.printJson(renderJson(exhibit, { showSecrets, sentences }));
  } else {
    const { isTTY, columns = COLUMNS.most } = context.world.stdout;
    const room = isTTY === true ? Math.max(COLUMNS.least, Math.min(columns, COLUMNS.most)) : COLUMNS.most;
    await context.print(
      renderText(exhibit, {
        showSecrets,
        sentences,
        columns: room,
        paint: (style, text) => context.paint(style, text),
      }),
    );
  }
  if (secret && !showSecrets) await context.note('secret values are hidden; -show-secrets shows them');
}

/** The requested sentences; undefined if none are requested. */
async function sentencesFor({ world }: Context, values: PresentValues): Promise<Sentences | undefined> {
  const { html, sentences, lang } = values;
  // A command without the option shows no fields.
  if (sentences === undefined) return undefined;
  const language = languageOf(lang, world);
  return sentences || lang !== undefined || html !== undefined ? loadSentences(language) : undefined;
}
