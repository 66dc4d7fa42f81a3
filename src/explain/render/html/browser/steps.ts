/** The rows of a table and the numbers of a search, one after the other. */
import { all, one, reveal } from './behaviour.ts';
import { playThrough } from './play.ts';

/** What steps already. */
const alive = new WeakSet<HTMLElement>();

/** Steps: of a table, the row, and what changed in it; of a search, the number. Once for each. */
export function stepThrough(box: HTMLElement): void {
  if (alive.has(box)) return;
  alive.add(box);
  const slider = box.querySelector<HTMLInputElement>('.stepper input');
  if (slider === null) return;
  const output = one('output', box);
  const told = box.querySelector<HTMLElement>('.told');
  const steps = all('[data-step]', box);
  // `Row 1 of 65`, in the language of the page.
  const position = output.textContent!;
  const showRow = told === null ? rowLens(box, steps as HTMLTableRowElement[]) : undefined;

  /** @param isPassing - whether another step follows at once: nobody is told. */
  const go = (i: number, isPassing = false): void => {
    for (const step of steps) step.classList.remove('here');
    for (const cell of all('.changed', box)) cell.classList.remove('changed');
    steps[i].classList.add('here');
    slider.value = `${i + 1}`;
    output.textContent = position.replace(/\d+/, `${i + 1}`);
    slider.ariaValueText = told ? `${output.textContent}, ${steps[i].title}` : output.textContent;
    if (told) told.textContent = steps[i].title;
    showRow?.(i);
    showHow(box, steps[i]);
    showSquares(box, steps, i);
    if (showRow) reveal(steps[i], one('.scroll', box));
    if (!isPassing) box.dispatchEvent(new CustomEvent<number>('stepselect', { bubbles: true, detail: i }));
  };
  slider.addEventListener('input', () => go(Number(slider.value) - 1));
  playThrough(box, slider, go);
  box.addEventListener('click', ({ target }) => {
    const clicked = target as HTMLElement;
    const by = Number(clicked.dataset['by'] ?? 0);
    const step = clicked.closest<HTMLElement>('[data-step]');
    if (step) go(steps.indexOf(step));
    else if (by) go(Math.max(0, Math.min(steps.length - 1, Number(slider.value) - 1 + by)));
  });
  go(0);
}

/** Shows one row enlarged, with what changed against the row before. */
function rowLens(box: HTMLElement, rows: readonly HTMLTableRowElement[]): (i: number) => void {
  const lens = one('.lens', box);
  const names = all('th', box).map((cell) => cell.textContent!);
  // As wide as the longest value, so that nothing moves about.
  const widths = names.map((_, i) => Math.min(36, Math.max(...rows.map(({ cells }) => cells[i].textContent!.length))));
  return (at) => {
    const old = at > 0 ? [...rows[at - 1].cells].map((cell) => cell.textContent!) : [];
    const entries = [...rows[at].cells].map((cell, i) => {
      const text = cell.textContent!;
      const changed = i > 0 && at > 0 && text !== old[i];
      cell.classList.toggle('changed', changed);
      // The value was in another column of the previous row: it has moved, such as from a to b.
      const from = changed && text.length > 3 ? old.indexOf(text) : -1;
      const entry = document.createElement('div');
      entry.className = changed ? 'changed' : '';
      entry.style.minWidth = `${widths[i] / 2 + 1.4}rem`;
      const origin = from >= 0 ? `was ${names[from]}` : changed ? 'new' : '';
      for (const [tag, content] of [
        ['dt', names[i]],
        ['dd', text],
        ['dd', origin],
      ]) {
        const element = document.createElement(tag);
        element.textContent = content;
        if (content !== '') entry.append(element);
      }
      return entry;
    });
    lens.replaceChildren(...entries);
  };
}

/** The formulas of a row, with its numbers. */
function showHow(box: HTMLElement, step: HTMLElement): void {
  const lines = step.dataset['how']?.split('|') ?? [];
  box.querySelector('.how')?.replaceChildren(...lines.map((text) => withText('li', text)));
}

function withText(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** The state of a row as a square of bytes, column by column (FIPS 197 §3.4), beside the one that it was made of. */
function showSquares(box: HTMLElement, steps: readonly HTMLElement[], at: number): void {
  const place = box.querySelector('.squares');
  const column = Number(box.querySelector<HTMLElement>('[data-squares]')?.dataset['squares']);
  if (place === null) return;
  const textOf = (row: number): string => (steps[row] as HTMLTableRowElement).cells[column].textContent!;
  const { from } = steps[at].dataset;
  const before = from === undefined ? undefined : textOf(Number(from));
  const arrow = withText('span', '→');
  arrow.ariaHidden = 'true';
  place.replaceChildren(
    ...(before === undefined ? [] : [square(before, undefined, 'before'), arrow]),
    square(textOf(at), before, before === undefined ? 'here' : 'after'),
  );
}

function square(hex: string, before: string | undefined, name: string): HTMLElement {
  const table = document.createElement('table');
  table.append(withText('caption', name));
  for (let r = 0; r < 4; r++) {
    const row = table.insertRow();
    for (let c = 0; c < 4; c++) {
      const at = 2 * (4 * c + r);
      const cell = row.insertCell();
      cell.textContent = hex.slice(at, at + 2);
      cell.classList.toggle('changed', before !== undefined && before.slice(at, at + 2) !== cell.textContent);
    }
  }
  return table;
}
