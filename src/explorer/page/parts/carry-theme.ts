/** Takes a theme that was chosen from one document of the folder to the next, in the address: the page stores nothing. */

const NAME = 'theme';

/** Shows the theme that the address names, and has links to other documents of this host name the one that is shown. */
export function carryTheme(): void {
  const root = document.documentElement;
  const named = new URLSearchParams(location.search).get(NAME);
  if (named === 'dark' || named === 'light') root.dataset['theme'] = named;
  document.addEventListener(
    'click',
    ({ target }) => {
      const link = target instanceof Element ? target.closest('a') : null;
      if (link === null || link.origin !== location.origin || link.pathname === location.pathname) return;
      link.search = themeSearch();
    },
    { capture: true },
  );
}

/** What an address needs to name the theme that was chosen; '' where none was. */
export function themeSearch(): string {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? '' : `?${NAME}=${chosen}`;
}
