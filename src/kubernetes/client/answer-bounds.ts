/** Bounds on what the answers of an API server may make a client hold, whoever the server is. */
import { HttpError } from '../../node/index.ts';
import { parseJsonText } from '../json-text.ts';
import { countJson, MAX_NESTING } from '../nesting.ts';

export interface AnswerBounds {
  readonly bytes: number;
  /** Values of JSON: an empty object of three bytes takes thirty times as much memory. */
  readonly values: number;
}

/** Of one answer, and of one line of a watch. Lists are requested in pages. */
export const ANSWER_BOUNDS: AnswerBounds = { bytes: 2 ** 25, values: 1_000_000 };
/** Of an answer from a server that nobody has verified, which is asked for one small object. */
export const UNVERIFIED_BOUNDS: AnswerBounds = { bytes: 2 ** 18, values: 10_000 };
/** How many full answers the pages of a list may be together. */
const FULL_PAGES = 4;

/** The value of a JSON text, and how many it has inside; undefined for other text.
 * @throws HttpError `http-too-large` for too many values, `http-unexpected` for nesting that no object of Kubernetes has. */
export function boundedJson(
  text: string,
  { values: most }: Pick<AnswerBounds, 'values'>,
  url: string,
): { readonly value: unknown; readonly values: number } {
  const { values, excess } = countJson(text, { depth: MAX_NESTING, values: most });
  if (excess === 'values') throw new HttpError('http-too-large', url, `sends JSON of more than ${most} values`);
  if (excess === 'depth')
    throw new HttpError('http-unexpected', url, `sends JSON that nests deeper than ${MAX_NESTING} collections`);
  try {
    return { value: parseJsonText(text), values };
  } catch (error) {
    if (error instanceof SyntaxError) return { value: undefined, values };
    throw error;
  }
}

/** Counts one more page of a list. @returns what the pages have so far.
 * @throws HttpError `http-too-large`. */
export function withPage(pages: AnswerBounds, page: AnswerBounds, bounds: AnswerBounds, url: string): AnswerBounds {
  const sum = { bytes: pages.bytes + page.bytes, values: pages.values + page.values };
  for (const unit of ['bytes', 'values'] as const) {
    const most = FULL_PAGES * bounds[unit];
    if (sum[unit] > most) throw new HttpError('http-too-large', url, `sends a list of more than ${most} ${unit}`);
  }
  return sum;
}
