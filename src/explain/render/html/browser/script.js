/** What moves on a page: the bytes and fields that point at each other, the steps, the theme. Without it everything is still there
 * to be read. No text of an exhibit ever becomes part of it. */

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// The theme is the system's until somebody chooses.
const root = document.documentElement;
const themeButton = document.querySelector('.theme');
const isDark = () =>
  (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
const showTheme = () => themeButton.setAttribute('aria-pressed', isDark());
themeButton.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  showTheme();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
showTheme();

// Scrolls a panel, and not the page, so that an element in it can be seen.
const reveal = (element, panel) => {
  const [inner, outer] = [element.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) panel.scrollTop += inner.top - outer.top - outer.height / 3;
};

// Bytes and fields. A field is known by its number; what is inside of it has the numbers up to its last.
for (const box of all('.bytes')) {
  const [hex, tree, label] = ['.hex', '.tree', '.label'].map((part) => box.querySelector(part));
  const rows = [...tree.children];
  const runs = all('.runs i', hex);
  const marked = { hot: [], on: [] };
  const last = (n) => Number(rows[n].dataset.last);
  const level = (n) => Number(rows[n].ariaLevel);
  const isOpen = (n) => rows[n].getAttribute('aria-expanded') === 'true';
  const hasParts = (n) => rows[n].hasAttribute('aria-expanded');
  const parentOf = (n) => {
    let p = n - 1;
    while (p >= 0 && level(p) >= level(n)) p--;
    return p;
  };
  const numberOf = (row) => (row ? rows.indexOf(row) : -1);
  let current = -1;

  // Marks a field and its bytes; -1 marks nothing.
  const mark = (kind, n) => {
    for (const element of marked[kind]) element.classList.remove(kind);
    marked[kind] = n < 0 ? [] : [rows[n], ...runs.filter(({ dataset }) => dataset.n >= n && dataset.n <= last(n))];
    for (const element of marked[kind]) element.classList.add(kind);
  };
  const setOpen = (n, open) => {
    rows[n].setAttribute('aria-expanded', open);
    for (let k = n + 1; k <= last(n); k++) {
      rows[k].hidden = !open;
      if (open && hasParts(k) && !isOpen(k)) k = last(k);
    }
  };
  const line = (className, text) => {
    const element = document.createElement(className === 'path' ? 'b' : 'span');
    element.className = className;
    element.textContent = text;
    return element;
  };
  const describe = (n) => {
    const { start, end, type, rule } = rows[n].dataset;
    const path = [];
    for (let p = n; p >= 0; p = parentOf(p)) path.unshift(rows[p].querySelector('b').textContent);
    const header = runs
      .filter((run) => run.dataset.n === `${n}` && run.className.includes('header'))
      .map((run) => run.textContent)
      .join('')
      .trim();
    const value = rows[n].querySelector('.value, .hidden');
    const says = document.getElementById(rows[n].getAttribute('aria-describedby'));
    const size = end - start;
    label.replaceChildren(
      line('path', path.join(' › ')),
      line('type', type),
      line(
        'place',
        (size === 1 ? `byte ${start}` : `bytes ${start}–${end - 1}`) +
          ' · ' +
          size +
          ' in all' +
          (header && ` · begins with ${header}`),
      ),
      ...(value?.textContent ? [line('worth', value.textContent)] : []),
      line('rule', rule),
      ...(says ? [line('says', says.textContent)] : []),
    );
  };
  const select = (n) => {
    for (let p = parentOf(n); p >= 0; p = parentOf(p)) if (!isOpen(p)) setOpen(p, true);
    clear();
    current = n;
    rows[n].ariaSelected = true;
    for (const row of rows) row.tabIndex = -1;
    rows[n].tabIndex = 0;
    mark('on', n);
    describe(n);
    reveal(rows[n], tree);
    const [first] = marked.on.slice(1);
    if (first) reveal(first, hex);
  };
  const clear = () => {
    if (current >= 0) rows[current].ariaSelected = null;
    mark('on', (current = -1));
  };
  const go = (n) => {
    if (n >= 0 && n < rows.length) rows[n].focus({ preventScroll: true });
  };
  const next = (n, by) => {
    do n += by;
    while (rows[n]?.hidden);
    return n;
  };

  const moves = {
    ArrowDown: (n) => go(next(n, 1)),
    ArrowUp: (n) => go(next(n, -1)),
    ArrowRight: (n) => {
      if (hasParts(n)) isOpen(n) ? go(n + 1) : setOpen(n, true);
    },
    ArrowLeft: (n) => {
      hasParts(n) && isOpen(n) ? setOpen(n, false) : go(parentOf(n));
    },
    Home: () => go(0),
    End: () => go(next(rows.length, -1)),
    Enter: (n) => {
      if (hasParts(n)) setOpen(n, !isOpen(n));
    },
    Escape: clear,
  };
  moves[' '] = moves.Enter;
  tree.addEventListener('keydown', (event) => {
    const n = numberOf(event.target);
    if (n < 0 || !moves[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    // What it does here it does not do to the message around.
    event.stopPropagation();
    moves[event.key](n);
  });
  tree.addEventListener('focusin', (event) => select(numberOf(event.target)));
  tree.addEventListener('click', ({ target }) => {
    const n = numberOf(target.closest('[role=treeitem]'));
    if (n < 0) return;
    if (hasParts(n)) setOpen(n, !isOpen(n));
    select(n);
  });
  hex.addEventListener('click', ({ target }) => {
    if (target.dataset.n >= 0) select(Number(target.dataset.n));
  });
  box.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType !== 'mouse') return;
    mark('hot', target.matches('.runs i') ? Number(target.dataset.n) : numberOf(target.closest('[role=treeitem]')));
  });
  box.addEventListener('pointerleave', () => mark('hot', -1));
}

// Steps: of a table, the row, and what changed in it; of a search, the number.
for (const box of all('.steps')) {
  const slider = box.querySelector('.stepper input');
  const [output, lens, told] = ['output', '.lens', '.told'].map((part) => box.querySelector(part));
  const steps = all('[data-step]', box);
  const names = all('th', box).map((cell) => cell.textContent);
  if (!slider) continue;
  // As wide as the longest value, so that nothing moves about.
  const widths = names.map((_, i) => Math.min(36, Math.max(...steps.map(({ cells }) => cells[i].textContent.length))));
  const noun = output.textContent.split(' ')[0];

  const showRow = (row, before) => {
    const old = before ? [...before.cells].map((cell) => cell.textContent) : [];
    lens.replaceChildren(
      ...[...row.cells].map((cell, i) => {
        const changed = i > 0 && before !== undefined && cell.textContent !== old[i];
        cell.classList.toggle('changed', changed);
        // A value that stood in another column before has moved: b was a.
        const from = changed && cell.textContent.length > 3 ? old.indexOf(cell.textContent) : -1;
        const entry = document.createElement('div');
        entry.className = changed ? 'changed' : '';
        entry.style.minWidth = `${widths[i] / 2 + 1.4}rem`;
        for (const [tag, text] of [
          ['dt', names[i]],
          ['dd', cell.textContent],
          ['dd', from >= 0 ? `was ${names[from]}` : changed ? 'new' : ''],
        ]) {
          const element = document.createElement(tag);
          element.textContent = text;
          if (text !== '') entry.append(element);
        }
        return entry;
      }),
    );
  };
  const go = (i) => {
    for (const step of steps) step.classList.remove('here');
    for (const cell of all('.changed', box)) cell.classList.remove('changed');
    steps[i].classList.add('here');
    slider.value = i + 1;
    output.textContent = `${noun} ${i + 1} of ${steps.length}`;
    slider.setAttribute('aria-valuetext', told ? `${output.textContent}, ${steps[i].title}` : output.textContent);
    if (told) told.textContent = steps[i].title;
    else {
      showRow(steps[i], steps[i - 1]);
      reveal(steps[i], box.querySelector('.scroll'));
    }
  };
  slider.addEventListener('input', () => go(slider.value - 1));
  box.addEventListener('click', ({ target }) => {
    const by = Number(target.dataset.by ?? 0);
    const step = target.closest('[data-step]');
    if (step) go(steps.indexOf(step));
    else if (by) go(Math.max(0, Math.min(steps.length - 1, slider.value - 1 + by)));
  });
  go(0);
}

// Escape closes the message that one is in.
addEventListener('keydown', ({ key, target }) => {
  const open = key === 'Escape' && target.closest && target.closest('details[open]');
  if (!open) return;
  open.open = false;
  open.querySelector('summary').focus();
});
