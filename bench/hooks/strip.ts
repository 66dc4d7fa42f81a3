/** The engine without its hooks: the sources as they are, less every place where an observer or a trace might be told something. */

/** Calls of whoever watches, where nobody has to: `observe?.({ … })`. */
const CALL = /(?:#?[\w$]+\.)*#?(?:observe|onProgress|watch)\?\.\(/g;

/** Hooks that are not calls, wherever they are. Each pattern must be found: one that is not is of a hook that has changed. */
const HOOKS: readonly (readonly [pattern: RegExp, by: string, onlyIn?: string])[] = [
  [/^ +readonly trace: Trace \| undefined;\n/gm, ''],
  [/^ +this\.trace = trace;\n/gm, ''],
  [/^ +const \{ trace \} = reader;\n/gm, ''],
  [/\b(?:reader\.)?trace === undefined/g, 'true'],
  // The names by which `encode` says where a fault is, noted on a second pass: the same branch as that of a trace.
  [/^ +readonly path: string\[\] \| undefined;\n/gm, ''],
  [/^ +this\.path = path;\n/gm, '', 'codec/writer.ts'],
  [/^ +writer\.path\?\.(?:push|pop)\(.*\);\n/gm, ''],
  [/\bwriter\.path === undefined/g, 'true'],
  [/\bnew Writer\(writer\.path\)/g, 'new Writer()'],
  [/(?:this\.#|\b)observe && \(\(seen: ProtectedParts\) => .*\);/g, 'undefined;'],
  [/\bobserve &&\n +\(\(seen\) => \{\n +ephemeral = seen;\n +\}\),/g, 'undefined,', 'tls/negotiation/agreement.ts'],
  [/\bwatch &&\n +\(\(\{ privateKey \}: Ephemeral\) => .*\);/g, 'undefined;', 'tls/negotiation/groups.ts'],
  [/^ +if \((?:observe|onProgress) !== undefined\) assertFunction\(.*\);\n/gm, ''],
  [/question\.otherPaths !== true && question\.observe === undefined/g, 'question.otherPaths !== true'],
  // The key log of TLS 1.3 watches secrets too, and stays.
  [/\bobserve === undefined && (?=keyLog)/g, ''],
];

/** What would be a hook that is still there. */
const LEFT = /(?:observe|onProgress|watch)\s*(?:\?\.|&&|!==|===)|\.trace\b|trace === undefined|writer\.path/;

/** The sources without hooks, and how often each kind of hook was taken out: calls by their file, others by their pattern. */
export interface Stripped {
  readonly sources: ReadonlyMap<string, string>;
  readonly removed: ReadonlyMap<string, number>;
}

/** @param sources - by path from src/.
 * @throws Error when a kind of hook is not found, or when what is left still has a hook. */
export function strip(sources: ReadonlyMap<string, string>): Stripped {
  const removed = new Map<string, number>(HOOKS.map(([pattern]) => [pattern.source, 0]));
  const note = (what: string, times: number) => times > 0 && removed.set(what, (removed.get(what) ?? 0) + times);
  const stripped = new Map<string, string>();
  for (const [file, source] of sources) {
    const { text: withoutCalls, count } = removeCalls(source);
    note(file, count);
    let text = withoutCalls;
    for (const [pattern, by, onlyIn] of HOOKS) {
      if (onlyIn !== undefined && file !== onlyIn) continue;
      note(pattern.source, [...text.matchAll(pattern)].length);
      text = text.replace(pattern, by);
    }
    const left = LEFT.exec(withoutComments(text));
    if (left !== null) throw new Error(`${file} still has a hook: ${left[0]}`);
    stripped.set(file, text);
  }
  for (const [what, times] of removed) if (times === 0) throw new Error(`no source has ${what}`);
  return { sources: stripped, removed };
}

function removeCalls(source: string): { text: string; count: number } {
  let text = '';
  let count = 0;
  let at = 0;
  for (const { 0: call, index } of source.matchAll(CALL)) {
    // Inside another call that was removed, or a comment.
    if (index < at || isInComment(source, index)) continue;
    text += `${source.slice(at, index)}undefined`;
    at = endOfCall(source, index + call.length);
    count++;
  }
  return { text: text + source.slice(at), count };
}

const isInComment = (source: string, at: number): boolean =>
  /^\s*(?:\/\/|\/?\*)/.test(source.slice(source.lastIndexOf('\n', at) + 1, at));

/** @param start - after the opening parenthesis. @returns the place after the closing one. */
function endOfCall(source: string, start: number): number {
  let depth = 1;
  for (let at = start; at < source.length; at++) {
    const byte = source[at];
    if (byte === "'" || byte === '"' || byte === '`') at = source.indexOf(byte, at + 1);
    else if (byte === '(') depth++;
    else if (byte === ')' && --depth === 0) return at + 1;
  }
  throw new Error('a call without an end');
}

const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
