/** The contents of a long exhibit. The address is the room's own, so that its entries are buttons, and not links within the page. */
import { wordsOf } from '../state.ts';

const say = wordsOf({ en: { contents: 'Contents' }, zh: { contents: '目录' } });

/** An exhibit of fewer sections is seen at a glance. */
const FEWEST = 4;

/** Puts a list of its sections before an exhibit that has many. */
export function addContents(exhibit: HTMLElement): void {
  const heads = [...exhibit.querySelectorAll('h2')];
  if (heads.length < FEWEST) return;
  const list = document.createElement('ol');
  for (const head of heads) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = titleOf(head);
    button.addEventListener('click', () => {
      head.tabIndex = -1;
      head.scrollIntoView();
      head.focus({ preventScroll: true });
    });
    list.appendChild(document.createElement('li')).append(button);
  }
  const contents = document.createElement('nav');
  contents.className = 'contents';
  contents.setAttribute('aria-label', say('contents'));
  contents.append(list);
  exhibit.prepend(contents);
}

/** Without the section of a standard that stands behind it. */
const titleOf = (head: HTMLElement): string =>
  [...head.childNodes]
    .filter(({ nodeName }) => nodeName !== 'SMALL')
    .map(({ textContent }) => textContent)
    .join('')
    .trim();
