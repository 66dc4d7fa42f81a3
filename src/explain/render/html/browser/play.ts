/** Steps that go on by themselves. */

/** Milliseconds from one step to the next, and of the whole at most. */
const PACE = 250;
const LONGEST = 15_000;

/** The button that steps by itself to the last step, and stops at the next click. Who asked for less motion is taken to the end. */
export function playThrough(
  box: HTMLElement,
  slider: HTMLInputElement,
  go: (i: number, isPassing?: boolean) => void,
): void {
  const button = box.querySelector<HTMLButtonElement>('.play');
  if (button === null) return;
  const [play, pause] = [button.textContent!, button.dataset['play']!];
  const last = Number(slider.max) - 1;
  let timer: ReturnType<typeof setInterval> | undefined;
  const at = (): number => Number(slider.value) - 1;
  const stop = (): void => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    button.textContent = play;
    // Now it is where it stays.
    go(at());
  };
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    if (timer !== undefined) return stop();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return go(last);
    if (at() === last) go(0, true);
    button.textContent = pause;
    timer = setInterval(
      () => {
        if (!box.isConnected) return clearInterval(timer);
        go(at() + 1, true);
        if (at() === last) stop();
      },
      Math.min(PACE, LONGEST / last),
    );
  });
  // A step that the reader takes ends it.
  box.addEventListener('pointerdown', ({ target }) => {
    if (target !== button) stop();
  });
}
