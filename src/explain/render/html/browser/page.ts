/** The script of a page that stands alone. */
import { enliven } from './behaviour.ts';
import { chooseTheme } from './theme.ts';

chooseTheme(document.querySelector<HTMLElement>('.theme')!);
enliven(document);

// Escape closes the message that one is in.
addEventListener('keydown', ({ key, target }) => {
  const open =
    key === 'Escape' && target instanceof Element ? target.closest<HTMLDetailsElement>('details[open]') : null;
  if (open === null) return;
  open.open = false;
  open.querySelector('summary')!.focus();
});
