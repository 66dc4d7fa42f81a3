/** The theme is the system's until somebody chooses. */

/** @param button - says what it does: it names the other theme. */
export function chooseTheme(button: HTMLElement): void {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean => (root.dataset['theme'] ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const show = (): void => {
    const other = button.dataset[isDark() ? 'light' : 'dark'];
    if (other !== undefined) button.textContent = other;
  };
  button.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    show();
  });
  dark.addEventListener('change', show);
  show();
}
