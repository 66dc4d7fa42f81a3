/** Marks the values of a module as free of side effects, so that a bundler drops those that are not used.
 *
 * A bundler keeps a call, a property that is read, and a class with a static field, unless it is marked `@__PURE__`; and it keeps each unmarked call among the arguments
 * of one that is. So a value that is calculated goes into a function that is called at once, where one mark covers all of it.
 *
 * The text is esbuild's: each statement at the top level begins at the start of a line, and what belongs to it is indented or closes it. */

const DECLARATION = /^var ([\w$]+) = /;
/** Functions; and calls with the mark that have no call among their arguments. */
const NEEDS_NONE =
  /^(?:async )?(?:function\b|\([^()]*\) =>|[\w$]+ =>)|^\/\* @__PURE__ \*\/ (?:new )?[\w$.]+\([^()]*\)$/;
/** A call; and what a bundler takes for one, since a getter or an iterator may be called: a property that is read, a spread. */
const CALL = /\(|\.\.\.|[\w$\])]\.[A-Za-z_$]/;
/** A literal. */
const LITERAL = /^["'\d/](?!\* @__PURE__)/;
const STATIC_FIELD = /\n {2}static (?!(?:async |get |set )?#?[\w$]+\()/;
const CLASS = /^class\b/;

/** @param {string} text - a module that esbuild has written. @returns {string} */
export function withPureValues(text) {
  const lines = text.split('\n');
  const statements = [];
  for (let at = 0; at < lines.length; ) {
    let end = at + 1;
    if (DECLARATION.test(lines[at])) while (end < lines.length && !endsAt(lines, end)) end++;
    statements.push(marked(lines.slice(at, end).join('\n')));
    at = end;
  }
  return statements.join('\n');
}

/** Whether a statement ends before that line. */
const endsAt = (lines, next) => lines[next - 1].endsWith(';') && !/^[\s})\]`]/.test(lines[next]);

function marked(statement) {
  const [start, name] = DECLARATION.exec(statement) ?? [];
  if (start === undefined || !statement.endsWith(';')) return statement;
  const value = statement.slice(start.length, -1);
  // A class takes its name from the variable, and so it needs one.
  if (CLASS.test(value))
    return STATIC_FIELD.test(value)
      ? `${start}/* @__PURE__ */ (() => { const ${name} = ${value}; return ${name}; })();`
      : statement;
  if (!CALL.test(value) || NEEDS_NONE.test(value) || LITERAL.test(value)) return statement;
  return `${start}/* @__PURE__ */ (() => ${value.startsWith('{') ? `(${value})` : value})();`;
}
