/** What moves in a rendered exhibit: the bytes and fields that point at each other, and the steps. Without it everything is still there
 * to be read. No text of an exhibit ever becomes markup here. */

import { pathText } from '../../../../codec/internal.ts';
import { playThrough } from './play.ts';

/** What a `fieldselect` event tells: a field of the bytes in the section that it comes from. */
export interface SelectedField {
  readonly path: readonly string[];
  readonly type: string;
  readonly rule: string;
  /** As the tree shows it; '' for a structure. */
  readonly value: string;
  readonly start: number;
  /** The first byte after tag and length. */
  readonly contentStart: number;
  readonly end: number;
  readonly hidden: boolean;
}

const all = <E extends Element = HTMLElement>(selector: string, within: ParentNode): E[] => [
  ...within.querySelectorAll<E>(selector),
];
const one = <E extends Element = HTMLElement>(selector: string, within: ParentNode): E =>
  within.querySelector<E>(selector)!;

/** Scrolls a panel, and not the page, so that an element in it can be seen. */
function reveal(element: Element, panel: Element): void {
  const [inner, outer] = [element.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) panel.scrollTop += inner.top - outer.top - outer.height / 3;
}

/** Gives life to every part in a piece of a page. @param within - what `renderHtml` or `renderFragment` made; once for each piece. */
export function enliven(within: ParentNode): void {
  for (const box of all('.bytes', within)) views.set(box, new BytesView(box));
  for (const box of all('.steps', within)) stepThrough(box);
}

const views = new WeakMap<HTMLElement, BytesView>();

/** Selects the smallest field around some bytes of a piece; the focus stays where it is.
 * @param isExact - whether it selects nothing if no field has exactly these bounds. @param tree - which of the piece's bytes, from 0. */
export function selectField(within: ParentNode, start: number, end: number, isExact = false, tree = 0): void {
  const box = all('.bytes', within)[tree];
  if (box !== undefined) views.get(box)?.selectAround(start, end, isExact);
}

/** Bytes and fields. A field is known by its number; what is inside of it has the numbers up to its last. */
class BytesView {
  readonly #box: HTMLElement;
  readonly #hex: HTMLElement;
  readonly #tree: HTMLElement;
  readonly #label: HTMLElement;
  readonly #rows: HTMLElement[];
  readonly #runs: HTMLElement[];
  readonly #marked: Record<'hot' | 'on', HTMLElement[]> = { hot: [], on: [] };
  #current = -1;

  constructor(box: HTMLElement) {
    this.#box = box;
    this.#hex = one('.hex', box);
    this.#tree = one('.tree', box);
    this.#label = one('.label', box);
    this.#rows = [...this.#tree.children] as HTMLElement[];
    this.#runs = all('.runs i, .ascii i', this.#hex);
    this.#listen();
  }

  #last = (n: number): number => Number(this.#rows[n].dataset['last']);
  #level = (n: number): number => Number(this.#rows[n].ariaLevel);
  #isOpen = (n: number): boolean => this.#rows[n].ariaExpanded === 'true';
  #hasParts = (n: number): boolean => this.#rows[n].hasAttribute('aria-expanded');
  #numberOf = (row: Element | null): number => (row === null ? -1 : this.#rows.indexOf(row as HTMLElement));

  #parentOf(n: number): number {
    let p = n - 1;
    while (p >= 0 && this.#level(p) >= this.#level(n)) p--;
    return p;
  }

  /** Marks a field and its bytes; -1 marks nothing. */
  #mark(kind: 'hot' | 'on', n: number): void {
    for (const element of this.#marked[kind]) element.classList.remove(kind);
    const inside = ({ dataset }: HTMLElement): boolean => {
      const at = Number(dataset['n']);
      return at >= n && at <= this.#last(n);
    };
    this.#marked[kind] = n < 0 ? [] : [this.#rows[n], ...this.#runs.filter(inside)];
    for (const element of this.#marked[kind]) element.classList.add(kind);
  }

  #setOpen(n: number, open: boolean): void {
    this.#rows[n].ariaExpanded = `${open}`;
    for (let k = n + 1; k <= this.#last(n); k++) {
      this.#rows[k].hidden = !open;
      if (open && this.#hasParts(k) && !this.#isOpen(k)) k = this.#last(k);
    }
  }

  #fieldAt(n: number): SelectedField {
    const row = this.#rows[n];
    const { start, end, content, type = '', rule = '' } = row.dataset;
    const path: string[] = [];
    for (let p = n; p >= 0; p = this.#parentOf(p)) path.unshift(one('b', this.#rows[p]).textContent!);
    return {
      ...{ path, type, rule, start: Number(start), end: Number(end), contentStart: Number(content) },
      value: row.querySelector('.value')?.textContent ?? '',
      hidden: row.querySelector('.hidden') !== null,
    };
  }

  #describe(n: number, { path, type, rule, value, start, end, hidden }: SelectedField): void {
    const header = this.#runs
      .filter((run) => run.dataset['n'] === `${n}` && run.className.includes('header') && run.closest('.runs'))
      .map((run) => run.textContent)
      .join('')
      .trim();
    const says = document.getElementById(this.#rows[n].getAttribute('aria-describedby') ?? '');
    const size = end - start;
    const { one: single = '', several = '', header: after = '' } = this.#label.dataset;
    const values = [start, end - 1, size, header];
    const place = `${size === 1 ? single : several}${header === '' ? '' : after}`;
    const told = value || (hidden ? this.#rows[n].querySelector('.hidden')!.textContent! : '');
    this.#label.replaceChildren(
      line('path', pathText(path, ' › ')),
      line('type', type),
      line(
        'place',
        place.replace(/\{(\d)\}/g, (_, i) => `${values[Number(i)]}`),
      ),
      ...(told === '' ? [] : [line('worth', told)]),
      line('rule', rule),
      ...(says === null ? [] : [line('says', says.textContent!)]),
    );
  }

  #select(n: number): void {
    for (let p = this.#parentOf(n); p >= 0; p = this.#parentOf(p)) if (!this.#isOpen(p)) this.#setOpen(p, true);
    this.#clear();
    this.#current = n;
    this.#rows[n].ariaSelected = 'true';
    for (const row of this.#rows) row.tabIndex = -1;
    this.#rows[n].tabIndex = 0;
    this.#mark('on', n);
    const detail = this.#fieldAt(n);
    this.#describe(n, detail);
    reveal(this.#rows[n], this.#tree);
    const [first] = this.#marked.on.slice(1);
    if (first) reveal(first, this.#hex);
    this.#box.dispatchEvent(new CustomEvent<SelectedField>('fieldselect', { bubbles: true, detail }));
  }

  selectAround(start: number, end: number, isExact: boolean): void {
    let found = -1;
    for (const [n, { dataset }] of this.#rows.entries()) {
      const [from, to] = [Number(dataset['start']), Number(dataset['end'])];
      // A structure comes before its parts, so the last one is the innermost.
      if (isExact ? from === start && to === end : from <= start && to >= end) found = n;
    }
    if (found >= 0) this.#select(found);
  }

  #clear(): void {
    if (this.#current >= 0) this.#rows[this.#current].ariaSelected = null;
    this.#mark('on', (this.#current = -1));
  }

  #go(n: number): void {
    if (n >= 0 && n < this.#rows.length) this.#rows[n].focus({ preventScroll: true });
  }

  #next(n: number, by: number): number {
    do n += by;
    while (this.#rows[n]?.hidden);
    return n;
  }

  #toggle(n: number): void {
    if (this.#hasParts(n)) this.#setOpen(n, !this.#isOpen(n));
  }

  readonly #moves: Readonly<Record<string, (n: number) => void>> = {
    ArrowDown: (n) => this.#go(this.#next(n, 1)),
    ArrowUp: (n) => this.#go(this.#next(n, -1)),
    ArrowRight: (n) => {
      if (this.#hasParts(n)) this.#isOpen(n) ? this.#go(n + 1) : this.#setOpen(n, true);
    },
    ArrowLeft: (n) => {
      this.#hasParts(n) && this.#isOpen(n) ? this.#setOpen(n, false) : this.#go(this.#parentOf(n));
    },
    Home: () => this.#go(0),
    End: () => this.#go(this.#next(this.#rows.length, -1)),
    Enter: (n) => this.#toggle(n),
    ' ': (n) => this.#toggle(n),
    Escape: () => this.#clear(),
  };

  #listen(): void {
    const tree = this.#tree;
    tree.addEventListener('keydown', (event) => {
      const n = this.#numberOf(event.target as Element);
      const move = this.#moves[event.key];
      if (n < 0 || move === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      // The key must not also act on the message that contains this tree.
      event.stopPropagation();
      move(n);
    });
    tree.addEventListener('focusin', ({ target }) => this.#select(this.#numberOf(target as Element)));
    tree.addEventListener('click', ({ target }) => {
      const n = this.#numberOf((target as Element).closest('[role=treeitem]'));
      if (n < 0) return;
      this.#toggle(n);
      this.#select(n);
    });
    this.#hex.addEventListener('click', ({ target }) => {
      const n = Number((target as HTMLElement).dataset['n'] ?? -1);
      if (n >= 0) this.#select(n);
    });
    this.#box.addEventListener('pointerover', ({ target, pointerType }) => {
      if (pointerType !== 'mouse') return;
      const over = target as HTMLElement;
      const isRun = over.matches('.runs i, .ascii i');
      this.#mark('hot', isRun ? Number(over.dataset['n']) : this.#numberOf(over.closest('[role=treeitem]')));
    });
    this.#box.addEventListener('pointerleave', () => this.#mark('hot', -1));
  }
}

function line(className: string, text: string): HTMLElement {
  const element = document.createElement(className === 'path' ? 'b' : 'span');
  element.className = className;
  element.textContent = text;
  return element;
}

/** Steps: of a table, the row, and what changed in it; of a search, the number. */
function stepThrough(box: HTMLElement): void {
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
    slider.ariaValueText = told
      ? `${output.textContent}${told.dataset['separator']}${steps[i].title}`
      : output.textContent;
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
      const { moved, fresh = '' } = lens.dataset;
      const origin = from >= 0 ? `${moved} ${names[from]}` : changed ? fresh : '';
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
  const place = box.querySelector<HTMLElement>('.squares');
  const column = Number(box.querySelector<HTMLElement>('[data-squares]')?.dataset['squares']);
  if (place === null) return;
  const captions = place.dataset;
  const textOf = (row: number): string => (steps[row] as HTMLTableRowElement).cells[column].textContent!;
  const { from } = steps[at].dataset;
  const before = from === undefined ? undefined : textOf(Number(from));
  const arrow = withText('span', '→');
  arrow.ariaHidden = 'true';
  place.replaceChildren(
    ...(before === undefined ? [] : [square(before, undefined, captions['before']), arrow]),
    square(textOf(at), before, captions[before === undefined ? 'here' : 'after']),
  );
}

function square(hex: string, before: string | undefined, name = ''): HTMLElement {
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
